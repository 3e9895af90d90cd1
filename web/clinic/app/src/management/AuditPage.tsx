import { Button, Select, Table, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { fieldLabel } from '../attention/field-words.ts';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import { formatMoment, isDay } from '../clinic/dates.ts';
import { fileName } from '../clinic/people.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { usePatients } from '../resources/hooks.ts';
import { useAccounts } from './accounts.ts';
import { ask } from './api.ts';
import classes from './Management.module.css';
import { useWords } from './words.ts';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly action: 'create' | 'update' | 'delete' | 'restore' | 'read';
  readonly resource: keyof ReturnType<typeof useWords>['resources'];
  readonly record_id: string | null;
  readonly patient_id: string | null;
  readonly documents: number | null;
  readonly changed_fields: readonly string[] | null;
  readonly user_name: string | null;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly next_cursor: string | null;
}

/** Who changed what and who read which medical file, for the management. */
export function AuditPage() {
  const words = useWords();
  const { messages } = useLanguage();
  const { accounts } = useAccounts();
  const { patients, isLoading } = usePatients();
  const [filter, setFilter] = useState({ user_id: '', patient_id: '', from: '', to: '' });
  const { pages, failed, read, readMore } = useTrail(filter);
  const set = (change: Partial<typeof filter>) => setFilter((known) => ({ ...known, ...change }));
  const names = useMemo(
    () => new Map(patients.map((patient) => [patient.id, fileName(patient)])),
    [patients],
  );
  const entries = pages?.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHeader title={words.audit} />
      <div className={classes.page}>
        <div className={classes.filters}>
          <Select
            label={words.person}
            placeholder={words.everybody}
            clearable
            searchable
            data={(accounts ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={filter.user_id === '' ? null : filter.user_id}
            onChange={(id) => set({ user_id: id ?? '' })}
          />
          <Select
            label={words.patient}
            placeholder={words.allPatients}
            clearable
            searchable
            limit={50}
            data={[...names].map(([value, label]) => ({ value, label }))}
            value={filter.patient_id === '' ? null : filter.patient_id}
            onChange={(id) => set({ patient_id: id ?? '' })}
          />
          {(['from', 'to'] as const).map((end) => (
            <TypedDateInput
              key={end}
              size="sm"
              label={words[end]}
              value={filter[end]}
              error={isNoDay(filter[end]) ? messages.validation.date : null}
              onChange={(day) => set({ [end]: day })}
            />
          ))}
        </div>
        {failed ? (
          <LoadFailed reason={words.failed} onReload={read} />
        ) : pages === null ? (
          <LoadingRows rows={10} />
        ) : (
          <div className={classes.table}>
            <Table aria-label={words.audit} stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  {[words.when, words.person, words.what, words.patient, words.details].map(
                    (title) => (
                      <Table.Th key={title}>{title}</Table.Th>
                    ),
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {entries.map((entry) => (
                  <EntryRow
                    key={entry.id}
                    entry={entry}
                    patient={
                      entry.patient_id &&
                      (names.get(entry.patient_id) ?? (isLoading ? '…' : words.deletedPatient))
                    }
                  />
                ))}
              </Table.Tbody>
            </Table>
            {entries.length === 0 && <Text p="md">{words.none}</Text>}
            {pages.at(-1)?.next_cursor != null && (
              <Button variant="default" my="md" onClick={() => void readMore()}>
                {words.more}
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function EntryRow({ entry, patient }: { entry: Entry; patient: string | null }) {
  const words = useWords();
  const { messages } = useLanguage();
  const own: Readonly<Record<string, string>> =
    entry.resource === 'accounts' || entry.resource === 'company' ? words.accountFields : {};
  // What has no label is not a field that people fill in.
  const fields = (entry.changed_fields ?? []).flatMap(
    (field) => own[field] ?? fieldLabel(field, messages) ?? [],
  );
  const isRead = entry.action === 'read';
  return (
    <Table.Tr>
      <Table.Td className={classes.when}>{formatMoment(entry.at)}</Table.Td>
      <Table.Td>{entry.user_name ?? words.system}</Table.Td>
      <Table.Td>
        {words.actions[entry.action]} · {words.resources[entry.resource]}
      </Table.Td>
      <Table.Td>{patient}</Table.Td>
      <Table.Td>{isRead ? words.documents(entry.documents ?? 0) : fields.join(', ')}</Table.Td>
    </Table.Tr>
  );
}

const isEnd = (name: string): boolean => name === 'from' || name === 'to';

/** Typed, and no day that exists: nothing is asked for it. */
function isNoDay(text: string): boolean {
  return text !== '' && !isDay(text);
}

/** The pages of the trail that were read; null: none yet. */
function useTrail(filter: Readonly<Record<string, string>>) {
  const { language } = useLanguage();
  const [trail, setTrail] = useState<{ key: string; pages: readonly Page[] } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const query = new URLSearchParams(
    Object.entries(filter).filter(
      ([name, value]) => value !== '' && !(isEnd(name) && isNoDay(value)),
    ),
  ).toString();
  const key = `${round} ${query}`;
  const pages = trail?.key === key ? trail.pages : null;
  useEffect(() => {
    let isCurrent = true;
    ask<Page>(language, 'GET', `audit?${query}`).then(
      (page) => isCurrent && setTrail({ key, pages: [page] }),
      () => isCurrent && setFailed(key),
    );
    return () => {
      isCurrent = false;
    };
  }, [language, query, key]);
  const readMore = async (): Promise<void> => {
    const cursor = pages?.at(-1)?.next_cursor;
    if (cursor == null) return;
    const more = `audit?${query}&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask<Page>(language, 'GET', more).catch(() => null);
    if (page === null) setFailed(key);
    else
      setTrail((known) =>
        known?.pages.at(-1)?.next_cursor === cursor
          ? { key, pages: [...known.pages, page] }
          : known,
      );
  };
  const read = async (): Promise<void> => setRound((known) => known + 1);
  return { pages, failed: failed === key, readMore, read };
}
