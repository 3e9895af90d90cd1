import { memo, startTransition, useEffect, useId, useMemo, useState, type MouseEvent } from 'react';
import type { AuditVerification, Language } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import {
  auditEntries,
  matchesText,
  shortId,
  stepInWords,
  type AuditEntry,
} from './audit_entries.js';
import type { SyncLabels } from './labels/index.js';
import { useSyncStatus } from '../react/use_sync_status.js';
import { usePieces, type SyncComponentProps } from './use_pieces.js';

/** Lines that are shown at a time. */
const PAGE = 50;

/** Props of `AuditTrail`. */
export interface AuditTrailProps extends SyncComponentProps {
  /** A name for the user id of an entry. Default: the id. */
  nameOf?: ((userId: string) => string) | undefined;
  /** Whom or what a change is about, by the id of its record. Default: the first characters of the id. */
  aboutOf?: ((resource: string, id: string) => string) | undefined;
  /** A head that `verifyAudit` gave earlier, kept outside this browser. */
  knownHead?: string | undefined;
}

/**
 * Who changed what, when, why, and what became of it: the audit trail of this user on this
 * device, newest first, with its chain verified, a search, and a file of all of it. It holds no
 * contents. Read once the page is on screen, and again once the queue has been quiet for a
 * moment after a change.
 */
export function AuditTrail({ nameOf = (id) => id, aboutOf, knownHead, ...props }: AuditTrailProps) {
  const { language, labels, describer } = usePieces(props);
  const what = (entry: AuditEntry): string => describer.what(entry);
  const about = (entry: AuditEntry): string | undefined => aboutOf?.(entry.resource, entry.entity);
  const [wanted, setWanted] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const title = useId();
  const trail = useTrail();
  const verified = useVerification(trail, knownHead);
  const entries = useMemo(() => auditEntries(trail ?? ''), [trail]);
  const found =
    wanted === ''
      ? entries
      : entries.filter((entry) => matchesText(entry, wanted, nameOf, [what, about]));
  const { audit } = labels;
  const { waiting } = useSyncStatus();
  // Then an empty trail proves nothing: it is sealed, or could not be read.
  const isHidden = entries.length === 0 && (waiting === 'locked' || waiting === 'stopped');
  return (
    <section className="sync-audit" aria-labelledby={title} aria-busy={trail === null}>
      <header className="sync-audit-head">
        <h2 id={title}>{audit.title}</h2>
        {verified && !isHidden && (
          <p className="sync-audit-verdict" data-sound={verified.problems.length === 0}>
            {verified.problems.length === 0 ? audit.sound : audit.altered(verified.problems.length)}
          </p>
        )}
        <input
          type="search"
          className="sync-search"
          aria-label={audit.find}
          placeholder={audit.find}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <button type="button" className="sync-button" onClick={download}>
          {audit.download}
        </button>
      </header>
      {found.length > 0 && (
        <AuditTable
          entries={found.slice(0, limit)}
          language={language}
          labels={labels}
          nameOf={nameOf}
          what={what}
          about={about}
        />
      )}
      {found.length > limit && (
        <button
          type="button"
          className="sync-button"
          onClick={() => setLimit((known) => known + PAGE)}
        >
          {audit.more(found.length - limit)}
        </button>
      )}
      {found.length === 0 && trail !== null && (
        <p className="sync-details-note">
          {isHidden
            ? labels.connection[waiting]
            : entries.length === 0
              ? audit.empty
              : audit.noMatch}
        </p>
      )}
    </section>
  );
}

/** A file of the whole trail, as it is at the click. */
function download({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  const text = getSyncClient().queue.exportAudit();
  const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
  const link = currentTarget.ownerDocument.createElement('a');
  link.href = url;
  link.download = 'audit.jsonl';
  link.click();
  URL.revokeObjectURL(url);
}

/** Each read goes through all of it: one for a drain, not one for each of its changes. */
const QUIET_MS = 400;

/** The trail as it was read last; null: not yet. Reading and rendering it keep no key waiting. */
function useTrail(): string | null {
  const { pending, attention, held, lastSyncedAt, userId, companyId } = useSyncStatus();
  const state = JSON.stringify([pending, attention, held, lastSyncedAt, userId, companyId]);
  const [known, setKnown] = useState<{ trail: string; state: string } | null>(null);
  const isFirst = known === null;
  const isCurrent = known?.state === state;
  useEffect(() => {
    if (isCurrent) return undefined;
    const read = (): void => {
      const trail = getSyncClient().queue.exportAudit();
      startTransition(() => setKnown({ trail, state }));
    };
    const timer = setTimeout(read, isFirst ? 0 : QUIET_MS);
    return () => clearTimeout(timer);
  }, [isCurrent, isFirst, state]);
  return known?.trail ?? null;
}

/** In a task of its own: it computes the hash of each line. */
function useVerification(
  trail: string | null,
  knownHead: string | undefined,
): AuditVerification | null {
  const [verified, setVerified] = useState<AuditVerification | null>(null);
  useEffect(() => {
    if (trail === null) return undefined;
    const verify = (): void => setVerified(getSyncClient().queue.verifyAudit(knownHead));
    const timer = setTimeout(verify, 0);
    return () => clearTimeout(timer);
  }, [trail, knownHead]);
  return verified;
}

interface AuditTableProps {
  entries: readonly AuditEntry[];
  language: Language;
  labels: SyncLabels;
  nameOf(userId: string): string;
  what(entry: AuditEntry): string;
  about(entry: AuditEntry): string | undefined;
}

function AuditTable({ entries, language, labels, nameOf, what, about }: AuditTableProps) {
  const { audit } = labels;
  const headings = [audit.when, audit.who, audit.what, audit.outcome, audit.steps];
  const formats = useMemo(
    () => ({
      moment: new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }),
      time: new Intl.DateTimeFormat(language, { timeStyle: 'medium' }),
    }),
    [language],
  );
  return (
    <div className="sync-audit-scroller" tabIndex={0} role="group" aria-label={audit.title}>
      {/* With its roles: laid out as blocks on a narrow page, it is a table still. */}
      <table className="sync-audit-table" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {headings.map((heading) => (
              <th key={heading} scope="col" role="columnheader">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {entries.map((entry) => (
            <AuditLine
              key={entry.id}
              entry={entry}
              labels={labels}
              who={entry.userId === null ? null : nameOf(entry.userId)}
              what={what(entry)}
              about={about(entry)}
              formats={formats}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface AuditLineProps {
  entry: AuditEntry;
  labels: SyncLabels;
  /** null: no user was identified. */
  who: string | null;
  what: string;
  /** Absent: the first characters of the id. */
  about: string | undefined;
  formats: { moment: Intl.DateTimeFormat; time: Intl.DateTimeFormat };
}

const AuditLine = memo(function AuditLine(props: AuditLineProps) {
  const { entry, labels, who, what, about, formats } = props;
  const { audit } = labels;
  return (
    <tr data-status={entry.status} role="row">
      <td role="cell">
        <time dateTime={new Date(entry.timestamp).toISOString()}>
          {formats.moment.format(entry.timestamp)}
        </time>
      </td>
      <td role="cell">{who ?? <span className="sync-empty">{audit.nobody}</span>}</td>
      <td role="cell">
        <span title={`${entry.type} ${entry.endpoint}`}>{what}</span>{' '}
        {about === undefined ? <code>{shortId(entry)}</code> : <strong>{about}</strong>}
        {entry.reason && (
          <span className="sync-audit-reason">{`${audit.reason} : ${entry.reason}`}</span>
        )}
      </td>
      <td role="cell">{audit.statuses[entry.status]}</td>
      <td role="cell">
        <ol className="sync-audit-steps">
          {entry.steps.map(([at, step], index) => (
            <li key={index}>{`${formats.time.format(at)} ${stepInWords(step, labels)}`}</li>
          ))}
        </ol>
      </td>
    </tr>
  );
});
