import type { BrowserGlobals } from '../browser/browser_globals.js';
import { scoped } from './scope.js';

/** The name of the database with the rows of that application. */
export const rowsDatabase = (scope: string): string => scoped('synchrone-rows', scope);

/** Removes it, for every tab. */
export function eraseRows(globals: BrowserGlobals, scope: string): void {
  try {
    globals.indexedDb()?.deleteDatabase(rowsDatabase(scope));
  } catch {
    // No database: nothing is kept.
  }
}
