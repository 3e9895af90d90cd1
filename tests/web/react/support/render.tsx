import { Profiler, StrictMode, type ReactElement, type ReactNode } from 'react';
import { render, type RenderResult } from '@testing-library/react';

/** A rendered tree that counts its commits. */
export interface Counted extends RenderResult {
  /** Commits since the last time this was asked. */
  commits(): number;
}

/** Renders inside StrictMode, counting commits. */
export function renderCounted(tree: ReactElement, strict = true): Counted {
  let count = 0;
  const wrapped = (inner: ReactNode): ReactElement => {
    const profiled = (
      <Profiler
        id="tree"
        onRender={() => {
          count += 1;
        }}
      >
        {inner}
      </Profiler>
    );
    return strict ? <StrictMode>{profiled}</StrictMode> : profiled;
  };
  const result = render(wrapped(tree));
  const commits = (): number => {
    const since = count;
    count = 0;
    return since;
  };
  return { ...result, commits, rerender: (inner) => result.rerender(wrapped(inner)) };
}

/** Hands out, at each render, what a hook returned; for tests that call it from outside. */
export interface Handle<T> {
  current: T;
}

/** A component that runs a hook, and the handle on what it returned last. */
export function probe<T>(hook: () => T): { Probe: () => ReactNode; handle: Handle<T> } {
  const handle = { current: undefined as unknown } as Handle<T>;
  const Probe = (): ReactNode => {
    const value = hook();
    handle.current = value;
    return null;
  };
  return { Probe, handle };
}
