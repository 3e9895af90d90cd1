// For processes that open the embedded database for a minute or two: V8 compiles its WebAssembly once, and takes no
// processor from the tests to make it faster.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--liftoff-only');
