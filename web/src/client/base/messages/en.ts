import type { Catalogue } from './catalogue.js';

/** English. `{name}` is replaced by a value. */
export const en: Catalogue = {
  WASM_BLOCKED:
    "WebAssembly cannot start on this page. If it has a Content-Security-Policy, add 'wasm-unsafe-eval' to script-src.",
  STOPPED:
    'Synchronisation has stopped after an internal error. Your changes are stored; reload the page.',
  NO_PAGE:
    'The queue works in a browser only. Call it from an effect or an event handler, not while a server renders.',
  NOT_SERIALISABLE:
    'This change cannot be saved: the field "{field}" holds something that is not data ({what}). Give text, numbers, true or false, lists and plain objects; send files separately.',
  MISSING_ID: 'The record has no id: give the id of the record to change or delete.',
  TOO_LARGE:
    'This change is too large to be saved (over 256 KiB). Shorten it or send files separately.',
  DUPLICATE_ID: 'This id is that of another record or change: leave it out.',
  INVALID_ARGUMENT: '"{field}" does not fit: give {expected}.',
  'expected.id': "a text other than '', '.' and '..', or a number",
  'expected.text': 'a text',
  'expected.number': 'a number that is not negative',
  'expected.flag': 'true or false',
  'expected.function': 'a function',
  'expected.object': 'an object',
  'expected.list': 'a list of texts',
  'expected.records': 'a list of records',
  'expected.choice': 'one of {choices}',
  'expected.url':
    "an absolute path such as '/api/v1', or an http(s) URL, without query and fragment",
  'expected.key': 'a Uint8Array of 32 bytes, or null',
  INVALID_ENDPOINT: "The endpoint is not valid. Give an absolute path such as '/api/v1/patients'.",
  FORBIDDEN_ORIGIN: 'The endpoint is on another origin that configure({ origins }) does not list.',
  CONTEXT_UNUSABLE: 'The context has no method for this change. Looked for: {looked}.',
  CONTEXT_SENDS_TOO:
    'The application sends this change by itself, so the queue does not send it. Its developers must remove one of the two requests.',
  CONTEXT_REJECTED: 'The change was not accepted by the application: {reason}',
  DISCARDED: 'The change was discarded.',
  CONFLICT: 'Someone else has changed this record in the meantime.',
  UNCERTAIN:
    'The change may have been saved: the server has not confirmed it. Look before you send it again.',
  BLOCKED:
    'The browser or the application does not let this request leave. Please tell your administrator.',
  NOT_CHANGED: 'The server has changed nothing: the record is gone, or you may not change it.',
  NOT_THE_API:
    'An error page ({status}) answers in the place of the server, probably of a proxy or a firewall. Please tell your administrator.',
  DEPENDENCY: 'This change waits for a record that the server has refused.',
  EXPIRED: 'This change was not sent in time. Please check it.',
  REFUSED: 'The server has refused the change.',
  SERVER_ERROR: 'The server could not save the change (error {status}).',
  REDIRECTED:
    'The request was redirected to {address}, whose answer does not show the record: the change may have been saved, or not.',
  MISSING_SERVER_ID: 'The server has created the record without giving its id.',
  NOT_ALLOWED_NOW: 'This is not possible in the present state of the change.',
  IN_FLIGHT: 'The change is being sent. Wait for the answer.',
  UNKNOWN_MUTATION: 'This change is no longer in the queue.',
  TRANSFORM_FAILED: 'The application could not convert this record for the server.',
  RECORD_GONE: 'The record is gone: the server does not have it any more.',
  READ_FAILED: 'The data could not be loaded.',
  ROWS_MAY_BE_OLD: 'This list could not be loaded again: it may be out of date.',
  LIST_INCOMPLETE: 'This list is not complete: the server did not return all of it.',
  ANSWER_TOO_LONG: 'The answer of the server is too long: it was cut off.',
  STORAGE_FULL: 'The browser has no room left: the change is kept until this page is closed.',
  STORAGE_DENIED:
    'The browser does not let us store anything: the change is kept until this page is closed.',
  LOCKED: 'The work on this device is locked: unlock it, then try again.',
  BAD_KEY: 'The encryption key must be 32 bytes long.',
  'waiting.': 'It will be sent in a moment.',
  'waiting.sending': 'It is being sent.',
  'waiting.offline': 'Waiting for connection…',
  'waiting.offline-mode': 'Offline mode is on.',
  'waiting.unreachable': 'The server does not answer. It will be tried again automatically.',
  'waiting.elsewhere':
    'Another page answers instead of the server: this network or the server may want you to sign in, in another tab. It will be tried again automatically.',
  'waiting.headers':
    'The application could not prepare the request: its headers() has failed. It will be tried again automatically.',
  'waiting.login': 'Please sign in again.',
  'waiting.rate-limit': 'The server asks to wait a moment.',
  'waiting.paused': 'Sending is paused.',
  'waiting.storage': 'The work stored on this device cannot be read now. It will be tried again.',
  'waiting.user': 'Waiting for sign-in.',
  'waiting.locked': 'The work stored on this device is encrypted: unlock it.',
  'waiting.held': 'It is held until you send it.',
  'waiting.delayed': 'It is sent after the delay that was set; until then it can be taken back.',
  'waiting.dependency': 'It waits for another record that is being created.',
  'waiting.parked-before': 'An earlier change needs a decision.',
  'waiting.transform': 'This page cannot prepare it; open the page where it was made.',
  'waiting.origin': 'Its endpoint is on an origin that this page does not allow.',
  'waiting.expired': 'It was not sent in time and needs a decision.',
  'waiting.backoff': 'The last attempt failed. It will be tried again automatically.',
  'waiting.read': 'The record is read first.',
  'waiting.lane': 'An earlier change of the same record is being sent first.',
  'waiting.sender': 'Another tab is sending it.',
  'waiting.error': 'It needs a decision.',
  'waiting.synced': 'It has been sent.',
  'waiting.rolled-back': 'It was discarded.',
};
