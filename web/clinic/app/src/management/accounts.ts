import { useCallback, useEffect, useState } from 'react';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import type { Role } from '../session/person.ts';
import { ask } from './api.ts';

/** An account as the API shows it to the management. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly second_factor: boolean;
  readonly practitioner_id: string | null;
  readonly signed_in_at: string | null;
}

/** The accounts of the company; null: not read yet. */
export function useAccounts() {
  const { language } = useLanguage();
  const [accounts, setAccounts] = useState<readonly Account[] | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback(
    () =>
      ask<{ accounts: readonly Account[] }>(language, 'GET', 'accounts').then(
        ({ accounts: all }) => {
          setAccounts([...all].sort((one, other) => one.name.localeCompare(other.name, language)));
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [language],
  );
  useEffect(() => {
    void read();
  }, [read]);
  return { accounts, failed, read };
}
