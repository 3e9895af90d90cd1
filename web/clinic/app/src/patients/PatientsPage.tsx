import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconUserPlus } from '../icons/icons.tsx';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { useRowsToCome } from '../app/useRowsToCome.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { patientPath, paths } from '../app/paths.ts';
import { Later } from '../parts/Later.tsx';
import { phoneWidth } from '../app/responsive.ts';
import { SearchInput } from '../app/SearchInput.tsx';
import { useShortcuts } from '../keyboard/useShortcuts.ts';
import { indexSoon, patientFromSearch, searchPatients } from '../clinic/search.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePatients } from '../resources/hooks.ts';
import { isUnread } from '../resources/unread.ts';
import { PatientFile } from './PatientFile.tsx';
import { PatientList } from './PatientList.tsx';
import classes from './PatientsPage.module.css';
import { PatientOrder, type Sorting, type sortPatients } from './sorting.ts';
import { useNextAppointments } from './useNextAppointments.ts';

/** The list of patients, and beside it the file that is open. */
export function PatientsPage({ openId }: { openId?: string | undefined }) {
  const { patients: messages } = useMessages();
  const { patients, isLoading, error, getAll, getPatientById } = usePatients();
  const { open } = useDialogs();
  const [, navigate] = useLocation();
  const rowsToCome = useRowsToCome(isLoading);
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [sorting, setSorting] = useState<Sorting>({ column: 'name', descending: false });
  const next = useNextAppointments();
  const shown = useShownPatients(patients, query, sorting, next);
  const unread = isUnread({ isLoading, error }, patients);
  const opened = openId === undefined ? undefined : getPatientById(openId);
  const fileId = useFileId(openId);
  useEffect(() => indexSoon(patients), [patients]);
  useAddressOfRecord(openId, opened?.id);
  const phone = useMediaQuery(phoneWidth) ?? false;
  // The name that was not found need not be typed again.
  const create = () =>
    open({ kind: 'patient', ...(shown.length === 0 ? { draft: patientFromSearch(query) } : {}) });

  useShortcuts({
    n: create,
    '/': () => search.current?.focus(),
    e: () => opened && open({ kind: 'patient', record: opened }),
    Escape: () => openId !== undefined && navigate(paths.patients),
  });

  return (
    <div className={classes.page} data-open={fileId !== undefined || undefined}>
      <section className={classes.list} aria-label={messages.list}>
        <PageHeader
          title={messages.title}
          aside={unread ? undefined : countOf(shown.length, patients.length, messages)}
          action={
            <Button leftSection={<IconUserPlus size={16} />} onClick={create} aria-keyshortcuts="n">
              {messages.new}
            </Button>
          }
        >
          <SearchInput
            ref={search}
            label={messages.searchLabel}
            placeholder={messages.search}
            value={query}
            onChange={setQuery}
          />
        </PageHeader>
        {error !== null && patients.length === 0 ? (
          <LoadFailed reason={error} onReload={getAll} />
        ) : isLoading ? (
          <LoadingRows />
        ) : (
          <Later meanwhile={rowsToCome}>
            <PatientList
              patients={shown}
              next={next}
              opened={opened}
              sorting={sorting}
              onSort={setSorting}
              query={query}
              phone={phone}
              onCreate={create}
            />
          </Later>
        )}
      </section>
      {fileId !== undefined && !(unread && opened === undefined) && (
        <PatientFile id={fileId} patient={getPatientById(fileId)} />
      )}
    </div>
  );
}

function countOf(
  shown: number,
  all: number,
  messages: ReturnType<typeof useMessages>['patients'],
): string {
  return shown === all ? messages.count(all) : messages.found(shown, all);
}

/**
 * The file beside the list. It opens right after the paint of what opened it: the closed form, the row that is there or
 * marked. It closes at once.
 */
function useFileId(openId: string | undefined): string | undefined {
  const shown = useDeferredValue(openId);
  return openId === undefined ? undefined : shown;
}

/** When the server has given the open patient its own id, the address takes it: it is the one to keep or share. */
function useAddressOfRecord(asked: string | undefined, id: string | undefined): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (id !== undefined && id !== asked) navigate(patientPath(id), { replace: true });
  }, [asked, id, navigate]);
}

/** Sorting and searching follow typing at the browser's leisure: a keystroke never waits for 10 000 rows. */
function useShownPatients(
  patients: Parameters<typeof sortPatients>[0],
  query: string,
  sorting: Sorting,
  next: Parameters<typeof sortPatients>[2],
) {
  const deferredQuery = useDeferredValue(query);
  const [order] = useState(() => new PatientOrder());
  const sorted = useMemo(() => order.of(patients, sorting, next), [order, patients, sorting, next]);
  return useMemo(() => searchPatients(sorted, deferredQuery), [sorted, deferredQuery]);
}
