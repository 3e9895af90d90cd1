import { Button, EmptyState } from '@mantine/core';
import { IconAlertTriangle } from '../icons/icons.tsx';
import { Component, type ReactNode } from 'react';
import { SyncMutationError } from 'synchrone/streaming';
import { useMessages } from '../i18n/LanguageProvider.tsx';

interface State {
  error: Error | null;
}

/** Shows a calm page when a component throws: the work itself is safe in the queue. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Crash error={this.state.error} />;
  }
}

/**
 * The sentence of an error of the queue is shown: it says what to do when WebAssembly is blocked (7.2). What a program
 * or the browser says is for no person who works here.
 */
function Crash({ error }: { error: Error }) {
  const { states, actions } = useMessages();
  return (
    <main
      style={{ display: 'grid', placeItems: 'center', minBlockSize: '100dvh', padding: '2rem' }}
    >
      <EmptyState
        icon={<IconAlertTriangle size={32} />}
        title={states.crashTitle}
        description={states.crashHint}
      >
        {error instanceof SyncMutationError && <p role="alert">{error.message}</p>}
        <EmptyState.Actions>
          <Button onClick={() => location.reload()}>{actions.reload}</Button>
        </EmptyState.Actions>
      </EmptyState>
    </main>
  );
}
