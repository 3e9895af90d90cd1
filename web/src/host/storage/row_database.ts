import type { BrowserGlobals } from '../browser/browser_globals.js';
import { scoped } from './scope.js';

/** The name of the database with the rows of that application; sealed ones have another. */
export const rowsDatabase = (scope: string, isSealed: boolean): string =>
  scoped(isSealed ? 'synchrone-sealed-rows' : 'synchrone-rows', scope);

/** Removes that database, for every tab. */
export function eraseRows(globals: BrowserGlobals, scope: string, isSealed: boolean): void {
  try {
    globals.indexedDb()?.deleteDatabase(rowsDatabase(scope, isSealed));
  } catch {
    // No database: nothing is kept.
  }
}
