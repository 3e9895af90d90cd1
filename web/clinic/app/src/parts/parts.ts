import { createElement, lazy, useState, type ComponentType } from 'react';
import { keepShell } from '../app/keepShell.ts';

/** Milliseconds until a part that could not be loaded is asked for again. */
const patience = 3_000;

const parts: Array<() => Promise<unknown>> = [];

/**
 * A part of the application that the first page does without. It comes when it is needed, or with the rest; while the
 * network is gone it is asked for again and again. Once it is there, it is drawn at once: `lazy` alone would draw it
 * one task later, and the next key of a quick typist would go to the page below.
 */
export function part<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let present: ComponentType<Props> | undefined;
  let loading: Promise<{ default: ComponentType<Props> }> | undefined;
  const once = () =>
    (loading ??= persistently(load).then((part) => {
      present = part;
      return { default: part };
    }));
  parts.push(once);
  const Awaited = lazy(once);
  return function Part(props: Props) {
    // Stays the same while it is mounted: another component would lose what was typed.
    const [component] = useState<ComponentType<Props>>(() => present ?? Awaited);
    return createElement(component, props);
  };
}

/**
 * Loads every part: the page has what it needs, and nothing has to be loaded once the network is gone. The
 * document says when they are loaded.
 */
export function loadTheRest(): void {
  whenIdle(loadAll);
}

/** Keeps the shell of a page that waits for a person. */
export function keepShellWhenIdle(): void {
  whenIdle(keepShell);
}

/** After what is being drawn; Safari does not say when that is. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'undefined') window.setTimeout(work, patience / 10);
  else requestIdleCallback(work, { timeout: patience });
}

function loadAll(): void {
  void Promise.all(parts.map((load) => load())).then(() => {
    document.documentElement.dataset['complete'] = '';
    keepShell();
  });
}

async function persistently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => window.setTimeout(resolve, patience));
    }
  }
}
