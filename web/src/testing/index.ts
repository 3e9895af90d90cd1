/**
 * `synchrone/testing`: a queue for each test, an API that answers as the test says, and a clock. Import
 * it before the application: in `setupFiles`, or first in the test.
 *
 * @packageDocumentation
 */
import { provideParts } from '../client/whole_parts.js';

export type { CollectionOptions, TestCollection } from './collection.js';
export type { PlainAnswer } from './plain_response.js';
export {
  accept,
  conflict,
  loseReply,
  refuse,
  unreachable,
  type Refusal,
  type Reply,
  type TestRequest,
} from './replies.js';
export { openTestPage, type TestPage, type TestPageOptions } from './test_page.js';
export type { Gate, TestServer } from './test_server.js';

// Time stands still in a test, so nothing may have to be loaded later.
provideParts();
