import type { Snapshot } from '../types/index.js';

/** Why changes are sent or wait, as one word. */
export type Connection = NonNullable<Snapshot['waiting']> | 'elsewhere' | 'online';

/** What the queue waits for, else what the browser says about the network. */
export function connectionOf(snapshot: Snapshot): Connection {
  if (snapshot.waiting === 'unreachable' && snapshot.signInElsewhere) return 'elsewhere';
  if (snapshot.waiting !== null) return snapshot.waiting;
  return snapshot.online ? 'online' : 'offline';
}

/** How much the state matters to a person: fine, on hold, or asking for something. */
export type Tone = 'calm' | 'waiting' | 'alert';

/** Changes wait for the network or the server to come back. */
export function waitsForConnection(snapshot: Snapshot): boolean {
  const connection = connectionOf(snapshot);
  const isAway = connection === 'offline' || connection === 'unreachable';
  return isAway && snapshot.pending > snapshot.held;
}

/** The tone of the status line. */
export function toneOf(snapshot: Snapshot): Tone {
  if (!snapshot.storage.durable || snapshot.waiting === 'login') return 'alert';
  if (connectionOf(snapshot) !== 'online' || snapshot.pending > 0) return 'waiting';
  if (snapshot.attention > 0) return 'alert';
  return snapshot.sealed > 0 || snapshot.stale > 0 ? 'waiting' : 'calm';
}
