/**
 * The package `synchrone`: optimistic, durable, offline-safe mutations for React (18 and 19). The same
 * queue without React is `synchrone/core`.
 *
 * @packageDocumentation
 */
export * from './core.js';
export * from './react/index.js';
