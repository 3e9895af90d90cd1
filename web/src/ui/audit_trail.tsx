import { useEffect, useId, useMemo, useState } from 'react';
import type { AuditVerification, Language } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import {
  auditEntries,
  matchesText,
  outlineOf,
  recordId,
  shortId,
  stepInWords,
  type AuditEntry,
} from './audit_entries.js';
import type { SyncLabels } from './labels/index.js';
import { useSyncStatus } from '../react/use_sync_status.js';
import { usePieces, type PieceProps } from './use_pieces.js';

/** More lines than this are for the file. */
const kShown = 200;

export interface AuditTrailProps extends PieceProps {
  /** A name for the user id of an entry. Default: the id. */
  nameOf?: ((userId: string) => string) | undefined;
  /** Whom or what a change is about, by the id of its record. Default: the first characters of the id. */
  aboutOf?: ((resource: string, id: string) => string) | undefined;
  /** A head that `verifyAudit` gave earlier, kept outside this browser (3.10). */
  knownHead?: string | undefined;
}

/**
 * Who changed what, when, why, and what became of it (9.3): the audit trail of this user on this
 * device, newest first, with its chain verified, a search, and a file of all of it. It holds no
 * contents (3.10). Read again once the queue has been quiet for a moment after a change.
 */
export function AuditTrail({ nameOf = (id) => id, aboutOf, knownHead, ...props }: AuditTrailProps) {
  const { language, labels, describer } = usePieces(props);
  const what = (entry: AuditEntry): string => describer.what(outlineOf(entry));
  const [wanted, setWanted] = useState('');
  const title = useId();
  const { trail, verified } = useTrail(knownHead);
  const entries = useMemo(() => auditEntries(trail), [trail]);
  const file = useMemo(
    () => `data:application/jsonl;charset=utf-8,${encodeURIComponent(trail)}`,
    [trail],
  );
  const shown = entries
    .filter((entry) => matchesText(entry, wanted, nameOf, what))
    .slice(0, kShown);
  const { audit } = labels;
  const sound = verified.problems.length === 0;
  return (
    <section className="sync-audit" aria-labelledby={title}>
      <header className="sync-audit-head">
        <h2 id={title}>{audit.title}</h2>
        <p className="sync-audit-verdict" data-sound={sound}>
          {sound ? audit.sound : audit.altered(verified.problems.length)}
        </p>
        <input
          type="search"
          className="sync-search"
          aria-label={audit.find}
          placeholder={audit.find}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <a className="sync-button" download="audit.jsonl" href={file}>
          {audit.download}
        </a>
      </header>
      {shown.length === 0 ? (
        <p className="sync-details-note">{audit.empty}</p>
      ) : (
        <AuditTable
          entries={shown}
          language={language}
          labels={labels}
          nameOf={nameOf}
          what={what}
          aboutOf={aboutOf}
        />
      )}
    </section>
  );
}

interface ReadTrail {
  readonly trail: string;
  readonly verified: AuditVerification;
  /** What the queue looked like when it was read. */
  readonly state: string;
}

/** Each read goes through all of it: one for a drain, not one for each of its changes. */
const kQuietMs = 400;

function useTrail(knownHead: string | undefined): ReadTrail {
  const { pending, attention, held, lastSyncedAt, userId, companyId } = useSyncStatus();
  const state = JSON.stringify([pending, attention, held, lastSyncedAt, userId, companyId]);
  const [known, setKnown] = useState(() => readTrail(knownHead, state));
  useEffect(() => {
    if (known.state === state) return undefined;
    const timer = setTimeout(() => setKnown(readTrail(knownHead, state)), kQuietMs);
    return () => clearTimeout(timer);
  }, [known.state, state, knownHead]);
  return known;
}

function readTrail(knownHead: string | undefined, state: string): ReadTrail {
  const { queue } = getSyncClient();
  return { trail: queue.exportAudit(), verified: queue.verifyAudit(knownHead), state };
}

interface AuditTableProps {
  entries: readonly AuditEntry[];
  language: Language;
  labels: SyncLabels;
  nameOf(userId: string): string;
  what(entry: AuditEntry): string;
  aboutOf: AuditTrailProps['aboutOf'];
}

function AuditTable({ entries, language, labels, nameOf, what, aboutOf }: AuditTableProps) {
  const { audit } = labels;
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (
    <div className="sync-audit-scroller" tabIndex={0} role="group" aria-label={audit.title}>
      <table className="sync-audit-table">
        <thead>
          <tr>
            <th scope="col">{audit.when}</th>
            <th scope="col">{audit.who}</th>
            <th scope="col">{audit.what}</th>
            <th scope="col">{audit.outcome}</th>
            <th scope="col">{audit.steps}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id} data-status={entry.status}>
              <td>
                <time dateTime={new Date(entry.timestamp).toISOString()}>
                  {moment.format(entry.timestamp)}
                </time>
              </td>
              <td>
                {entry.userId === null ? (
                  <span className="sync-empty">{audit.nobody}</span>
                ) : (
                  nameOf(entry.userId)
                )}
              </td>
              <td>
                <span title={`${entry.type} ${entry.endpoint}`}>{what(entry)}</span>{' '}
                {aboutOf ? (
                  <strong>{aboutOf(outlineOf(entry).resource, recordId(entry))}</strong>
                ) : (
                  <code>{shortId(entry)}</code>
                )}
                {entry.reason && (
                  <span className="sync-audit-reason">{`${audit.reason} : ${entry.reason}`}</span>
                )}
              </td>
              <td>{audit.statuses[entry.status]}</td>
              <td>
                <ol className="sync-audit-steps">
                  {entry.steps.map(([at, what], index) => (
                    <li key={index}>{`${time.format(at)} ${stepInWords(what, labels)}`}</li>
                  ))}
                </ol>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
