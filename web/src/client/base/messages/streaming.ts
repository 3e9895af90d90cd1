import type { StreamingErrorCode } from '../../../types/errors.js';
import type { Language } from '../../../types/options.js';

/** Sentences of `synchrone/streaming` alone: the other entry points do not carry them. */
export const streamingSentences: Readonly<
  Record<Language, Readonly<Record<StreamingErrorCode, string>>>
> = {
  en: {
    NOT_READY: 'Synchrone is still loading. Await ready() before the first use.',
    MODULE_UNREACHABLE:
      'The file {url} could not be loaded. Serve synchrone.wasm there, or give its address to ready(), then call ready() again.',
  },
  es: {
    NOT_READY: 'Synchrone todavía se está cargando. Espere a ready() antes del primer uso.',
    MODULE_UNREACHABLE:
      'No se pudo cargar el archivo {url}. Publique synchrone.wasm en esa dirección, o indique la suya a ready(), y llame de nuevo a ready().',
  },
  fr: {
    NOT_READY:
      'Synchrone est encore en cours de chargement. Attendez ready() avant la première utilisation.',
    MODULE_UNREACHABLE:
      'Le fichier {url} n’a pas pu être chargé. Publiez synchrone.wasm à cette adresse, ou donnez la sienne à ready(), puis appelez ready() de nouveau.',
  },
};
