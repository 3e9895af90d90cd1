import { useState, type ReactNode } from 'react';
import { LoadingRows } from './ListState.tsx';

/**
 * Grey rows for the moment until the rows of a page are drawn (`Later`). Where the page has begun with grey rows because its
 * list was loading, they stay, so that no blank page comes between; else they show only when it takes long.
 */
export function useRowsToCome(isLoading: boolean): ReactNode {
  const [wasLoading] = useState(isLoading);
  return <LoadingRows late={!wasLoading} />;
}
