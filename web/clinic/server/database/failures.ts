/** SQLSTATE codes (PostgreSQL manual, appendix A) by what they mean for a request. */
const retryable = new Set(['40001', '40P01', '23P01']); // serialization failure, deadlock, slot lost to a rival
const busy = new Set(['55P03', '57014', '53300']); // lock not available, statement timeout, too many connections
const unavailableClasses = ['08', '57P', '58']; // connection, operator intervention, system error
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENOENT',
]);

/** What went wrong in the database, seen from a request. */
export type DatabaseFailure =
  'slot-lost' | 'reference' | 'duplicate' | 'value' | 'busy' | 'unavailable';

/** True when the same transaction may succeed if it is simply run again. */
export function isWorthRetrying(error: unknown): boolean {
  return retryable.has(codeOf(error));
}

/** Names the failure, or null when the error does not come from the database. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  const code = codeOf(error);
  if (code === '23P01') return 'slot-lost';
  if (code === '23503') return 'reference';
  if (code === '23505') return 'duplicate';
  if (code.startsWith('22') || code === '23502' || code === '23514') return 'value';
  if (busy.has(code) || retryable.has(code)) return 'busy';
  if (socketCodes.has(code) || unavailableClasses.some((prefix) => code.startsWith(prefix)))
    return 'unavailable';
  return failureOfDriver(error);
}

/** node-postgres reports a few failures of the connection itself without any code, only in words. */
function failureOfDriver(error: unknown): DatabaseFailure | null {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('timeout exceeded when trying to connect')) return 'busy';
  if (
    /^Connection terminated|^Client has encountered a connection error|^Cannot use a pool after/.test(
      message,
    )
  ) {
    return 'unavailable';
  }
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
