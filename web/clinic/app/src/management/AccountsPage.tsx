import { Anchor, Badge, Button, Table } from '@mantine/core';
import { IconPlus } from '../icons/icons.tsx';
import { useState } from 'react';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { formatMoment } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { AccountForm } from './AccountForm.tsx';
import { useAccounts, type Account } from './accounts.ts';
import classes from './Management.module.css';
import { useWords } from './words.ts';

/** Who may sign in: the accounts of the clinic, for its management. */
export function AccountsPage() {
  const words = useWords();
  const { session } = useMessages();
  const { accounts, failed, read } = useAccounts();
  const [edited, setEdited] = useState<Account | 'new' | null>(null);
  const close = () => setEdited(null);
  return (
    <>
      <PageHeader
        title={words.accounts}
        aside={accounts?.length}
        action={
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
            {words.newAccount}
          </Button>
        }
      />
      {failed ? (
        <LoadFailed reason={words.failed} onReload={read} />
      ) : accounts === null ? (
        <LoadingRows rows={6} />
      ) : (
        <div className={`${classes.page} ${classes.table}`}>
          <Table aria-label={words.accounts} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {[words.name, words.email, words.role, words.lastSignIn].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {accounts.map((account) => (
                <Table.Tr key={account.id}>
                  <Table.Td>
                    <Anchor
                      component="button"
                      type="button"
                      inherit
                      fw={550}
                      ta="start"
                      onClick={() => setEdited(account)}
                    >
                      {account.name}
                    </Anchor>{' '}
                    {account.second_factor && <Badge variant="light">{words.secondFactor}</Badge>}{' '}
                    {!account.active && (
                      <Badge variant="light" color="gray">
                        {words.closed}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td>{account.email}</Table.Td>
                  <Table.Td>{session.roles[account.role]}</Table.Td>
                  <Table.Td data-label={words.lastSignIn}>
                    {account.signed_in_at === null
                      ? words.never
                      : formatMoment(account.signed_in_at)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {edited !== null && (
        <AccountForm
          account={edited === 'new' ? null : edited}
          onClose={close}
          onSaved={() => {
            close();
            void read();
          }}
        />
      )}
    </>
  );
}
