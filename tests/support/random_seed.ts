// The seed of every fast-check suite: the same each time, or SYNCHRONE_SEED (`npm run test:long` takes and prints a new
// one). A property that fails prints the seed and the path of its counterexample as well.
import fc from 'fast-check';

const kFixedSeed = 20_261_128;

fc.configureGlobal({ seed: Number(process.env['SYNCHRONE_SEED'] ?? kFixedSeed) });
