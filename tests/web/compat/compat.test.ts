import { describe, expect, it } from 'vitest';
import * as synchrone from 'synchrone';
import * as compat from '../../../web/src/compat/index.js';
import defaultQueue, { getMutationQueue } from '../../../web/src/compat/mutationQueue.js';
import defaultOptimistic, {
  useOptimisticMutation,
} from '../../../web/src/compat/useOptimisticMutation.js';
import defaultSync, { useSyncMutation } from '../../../web/src/compat/useSyncMutation.js';
import * as standInOptimistic from '../fixtures/seed-app/src/hooks/useOptimisticMutation.js';
import * as standInSync from '../fixtures/seed-app/src/hooks/useSyncMutation.js';
import * as standInQueue from '../fixtures/seed-app/src/utils/mutationQueue.js';

describe("synchrone/compat stands in for the files of the seed's checklist", () => {
  it.each([
    [
      'hooks/useSyncMutation.js',
      synchrone.useSyncMutation,
      [defaultSync, useSyncMutation, compat.useSyncMutation],
    ],
    [
      'hooks/useOptimisticMutation.js',
      synchrone.useOptimisticMutation,
      [defaultOptimistic, useOptimisticMutation, compat.useOptimisticMutation],
    ],
    [
      'utils/mutationQueue.js',
      synchrone.getMutationQueue,
      [defaultQueue, getMutationQueue, compat.getMutationQueue],
    ],
  ])('%s, by name and by default', (_, original, standIns) => {
    for (const standIn of standIns) expect(standIn).toBe(original);
  });

  it('whose one line in an application serves both ways of importing them', () => {
    expect({ ...standInSync }).toEqual({ default: defaultSync, useSyncMutation });
    expect({ ...standInOptimistic }).toEqual({ default: defaultOptimistic, useOptimisticMutation });
    expect({ ...standInQueue }).toEqual({ default: defaultQueue, getMutationQueue });
  });
});

it('the package exports what applications import from it', () => {
  expect(Object.keys(synchrone).toSorted()).toEqual([
    'SyncMutationError',
    'configure',
    'createSyncContext',
    'getMutationQueue',
    'getSyncClient',
    'onSynced',
    'onUserChange',
    'readFor',
    'rowKey',
    'syncActions',
    'useAttention',
    'useIsLocal',
    'useIsStale',
    'useMutationEntry',
    'useMutationState',
    'useOptimisticMutation',
    'usePendingMutations',
    'useResolvedId',
    'useRowState',
    'useRowStates',
    'useSyncMutation',
    'useSyncStatus',
    'useSyncedRecord',
    'useSyncedRows',
  ]);
});
