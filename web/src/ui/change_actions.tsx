import { useState } from 'react';
import type { MutationEntry } from '../types/index.js';
import type { SyncLabels } from './labels/index.js';
import type { ChangeCommands } from './types.js';

/** Props of the buttons of one change. */
export interface ChangeActionsProps {
  /** The change. */
  entry: MutationEntry;
  /** The words on the buttons. */
  labels: SyncLabels;
  /** What the buttons do. */
  commands: ChangeCommands;
}

/** The buttons of a parked change, after what happened to it. Giving a change up asks once more. */
export function ChangeActions({ entry, labels, commands }: ChangeActionsProps) {
  const [discarding, setDiscarding] = useState(false);
  if (discarding) {
    return (
      <div className="sync-actions" role="group" aria-label={labels.discardTitle}>
        <span className="sync-actions-question">{labels.discardTitle}</span>
        <button
          type="button"
          className="sync-button"
          autoFocus
          onClick={() => setDiscarding(false)}
        >
          {labels.keep}
        </button>
        <button
          type="button"
          className="sync-button"
          data-kind="danger"
          onClick={() => commands.discard(entry)}
        >
          {labels.discard}
        </button>
      </div>
    );
  }
  return (
    <div className="sync-actions">
      <MainActions entry={entry} labels={labels} commands={commands} />
      {entry.kind !== 'conflict' && entry.kind !== 'uncertain' && (
        <>
          <button type="button" className="sync-button" onClick={() => setDiscarding(true)}>
            {labels.discard}
          </button>
          {!isHeld(entry) && (
            <button
              type="button"
              className="sync-button"
              title={labels.keepOfflineHint}
              onClick={() => commands.keepOffline(entry)}
            >
              {labels.keepOffline}
            </button>
          )}
        </>
      )}
    </div>
  );
}

/** A person has chosen the offline mode for it: it waits until they send it. */
export const isHeld = ({ status, keptOffline }: MutationEntry): boolean =>
  status === 'pending' && keptOffline;

/** The button that sends a change which a person has kept offline. */
export function SendNow({ entry, labels, commands }: ChangeActionsProps) {
  return <Action main label={labels.sendNow} onClick={() => commands.retry(entry)} />;
}

function MainActions({ entry, labels, commands }: ChangeActionsProps) {
  if (isHeld(entry)) return <SendNow entry={entry} labels={labels} commands={commands} />;
  switch (entry.kind) {
    case 'conflict':
      return (
        <>
          <Action main label={labels.compare} onClick={() => commands.compare(entry)} />
          <Action label={labels.conflict.useMine} onClick={() => commands.resolve(entry, 'mine')} />
          <Action
            label={labels.conflict.useServer}
            onClick={() => commands.resolve(entry, 'server')}
          />
        </>
      );
    case 'uncertain':
      return (
        <>
          <p className="sync-actions-hint">{labels.uncertainHint}</p>
          <Action main label={labels.lookAgain} onClick={() => commands.retry(entry)} />
          <Action label={labels.alreadySaved} onClick={() => commands.resolve(entry, 'server')} />
          <Action label={labels.sendAgain} onClick={() => commands.resolve(entry, 'mine')} />
        </>
      );
    default:
      return <RefusedActions entry={entry} labels={labels} commands={commands} />;
  }
}

/** What the server has found wrong is corrected; sent again as it is, it would be refused again. */
function RefusedActions({ entry, labels, commands }: ChangeActionsProps) {
  const canCorrect = commands.canCorrect?.(entry) === true;
  const isFault = canCorrect && (entry.error?.status ?? 500) < 500;
  const correct = canCorrect && (
    <Action main={isFault} label={labels.correct} onClick={() => commands.correct?.(entry)} />
  );
  return (
    <>
      {isFault && correct}
      <Action main={!isFault} label={labels.retry} onClick={() => commands.retry(entry)} />
      {!isFault && correct}
    </>
  );
}

function Action({ label, main, onClick }: { label: string; main?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="sync-button"
      data-kind={main ? 'main' : undefined}
      onClick={onClick}
    >
      {label}
    </button>
  );
}
