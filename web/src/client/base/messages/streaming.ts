import type { StreamingErrorCode } from '../../../types/errors.js';
import type { Language } from '../../../types/options.js';

/** Sentences of `synchrone/streaming` alone: the other entry points do not carry them. */
export const streamingSentences: Readonly<
  Record<Language, Readonly<Record<StreamingErrorCode, string>>>
> = {
  en: {
    NOT_READY: 'Synchrone is still loading. Await ready() before the first use.',
    MODULE_UNREACHABLE:
      'The file {url} could not be loaded. Serve synchrone.wasm and the scripts beside the bundle, or give the address of synchrone.wasm to ready(). Then call ready() again, or reload the page.',
  },
  es: {
    NOT_READY: 'Synchrone todavía se está cargando. Espere a ready() antes del primer uso.',
    MODULE_UNREACHABLE:
      'No se pudo cargar el archivo {url}. Publique synchrone.wasm y los scripts junto al bundle, o indique la dirección de synchrone.wasm a ready(). Después llame de nuevo a ready() o recargue la página.',
  },
  fr: {
    NOT_READY:
      'Synchrone est encore en cours de chargement. Attendez ready() avant la première utilisation.',
    MODULE_UNREACHABLE:
      'Le fichier {url} n’a pas pu être chargé. Publiez synchrone.wasm et les scripts à côté du bundle, ou donnez l’adresse de synchrone.wasm à ready(). Puis appelez ready() de nouveau, ou rechargez la page.',
  },
};
