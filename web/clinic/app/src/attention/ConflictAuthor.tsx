import { useEffect, useState } from 'react';
import type { MutationEntry } from 'synchrone/streaming';
import { formatMoment } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { session } from '../session/session.ts';
import { detailsOf } from './refusal-details.ts';

/** Who has saved the other version of a record, and when. */
export function ConflictAuthor({ entry }: { entry: MutationEntry }) {
  const { attention } = useMessages();
  const name = useAuthor(entry);
  const at = entry.conflict?.server?.['updated_at'];
  if (typeof at !== 'string') return null;
  const when = formatMoment(at);
  return <p>{name === null ? attention.changedOn(when) : attention.changedBy(name, when)}</p>;
}

/** The name that came with the server's answer; else it is asked for: after an outage the version was found in the list. */
function useAuthor(entry: MutationEntry): string | null {
  const { id, resource, entity, conflict } = entry;
  const version = conflict?.server?.['version'];
  const known = detailsOf(entry)['changed_by'];
  const isKnown = typeof known === 'string';
  const [read, setRead] = useState<{ of: string; name: string | null } | null>(null);
  const of = `${id} ${String(version)}`;
  useEffect(() => {
    if (isKnown || typeof version !== 'number') return undefined;
    const stop = new AbortController();
    // Without an answer only the time is shown.
    readAuthor(`${resource}/${encodeURIComponent(entity)}`, version, stop.signal).then(
      (name) => setRead({ of, name }),
      () => undefined,
    );
    return () => stop.abort();
  }, [isKnown, resource, entity, version, of]);
  if (isKnown) return known;
  return read?.of === of ? read.name : null;
}

/** @returns null for the system, and where the record has another version by now */
async function readAuthor(
  address: string,
  version: number,
  signal: AbortSignal,
): Promise<string | null> {
  const answer = await fetch(address, { headers: await session.authorization(), signal });
  const name = answer.headers.get('Changed-By');
  const isSame = answer.ok && answer.headers.get('ETag') === `"${version}"`;
  return isSame && name !== null ? decodeURIComponent(name) : null;
}
