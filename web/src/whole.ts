/**
 * `synchrone/whole`: puts into the bundle what the ES modules of `synchrone` load as files of their own
 * (encryption, languages, the look-up of lost changes, rows kept for an offline start, the texts of
 * diagnostics), so that it is there in the first call. Import it before `configure` is called.
 *
 * An application needs it where its page cannot load scripts beside its bundle, or where it writes in the same
 * moment in which it gives the key of `encryption`. CommonJS is whole without it.
 *
 * @packageDocumentation
 *
 * @example
 * import 'synchrone/whole';
 */
import { provideParts } from './client/whole_parts.js';

provideParts();

export {};
