import { Button, EmptyState, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { RowSyncMark, type RowSyncState } from 'synchrone/streaming';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { IconPlus } from '../icons/icons.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import classes from './PatientFile.module.css';

export interface FileEntriesProps<Row> {
  /** The list of all patients that they are in. */
  list: {
    readonly isLoading: boolean;
    readonly error: string | null;
    getAll(): Promise<unknown>;
  };
  /** All of that list. */
  rows: readonly Row[];
  /** Those of the patient, as they are shown. */
  mine: readonly Row[];
  /** What is said of none, and the button. */
  words: { readonly emptyTitle: string; readonly emptyHint: string; readonly new: string };
  icon: ReactNode;
  onAdd(): void;
  /** A `FileEntry`. */
  children(row: Row): ReactNode;
}

/** The documents of one kind in a patient's file, and how one is added. */
export function FileEntries<Row>(props: FileEntriesProps<Row>) {
  const { list, rows, mine, words, icon, onAdd, children } = props;
  if (list.error !== null && rows.length === 0)
    return <LoadFailed reason={list.error} onReload={list.getAll} />;
  if (list.isLoading && mine.length === 0) return <LoadingRows rows={4} />;
  if (mine.length === 0)
    return (
      <EmptyState p="lg" icon={icon} title={words.emptyTitle} description={words.emptyHint}>
        <EmptyState.Actions>
          <Button variant="default" onClick={onAdd}>
            {words.new}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  return (
    <>
      <Button variant="default" mb="sm" leftSection={<IconPlus size={16} />} onClick={onAdd}>
        {words.new}
      </Button>
      <ul className={classes.entries}>{mine.map(children)}</ul>
    </>
  );
}

export interface FileEntryProps {
  title: string;
  /** The form of the entry. */
  onOpen(): void;
  syncState: RowSyncState;
  /** Those that are known, between dots. */
  facts: ReadonlyArray<string | false | null | undefined>;
  /** Before the title: when. */
  when?: string;
  /** Behind the title. */
  mark?: ReactNode;
  text?: string | null | undefined;
  /** At the end: what has become of it. */
  badge?: ReactNode;
}

/** One line of a patient's file. */
export function FileEntry(props: FileEntryProps) {
  const { title, onOpen, syncState, facts, when, mark, text, badge } = props;
  const { language } = useLanguage();
  return (
    <li className={classes.entry}>
      {when !== undefined && <span className={classes.entryDate}>{when}</span>}
      <div className={classes.entryBody}>
        <div className={classes.entryTitle}>
          <UnstyledButton className={classes.entryButton} onClick={onOpen}>
            {title}
          </UnstyledButton>
          {mark}
          <RowSyncMark state={syncState} language={language} />
        </div>
        <div className={classes.entryMeta}>{facts.filter(Boolean).join(' · ')}</div>
        {text && <p className={classes.entryText}>{text}</p>}
      </div>
      {badge}
    </li>
  );
}
