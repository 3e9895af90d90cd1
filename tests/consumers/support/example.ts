import { transformSync } from 'esbuild';
import { guideBlock } from '../../install/support/guide.js';

/** An argument of Jest and Vitest: their limit of 5 s is one of speed, ours is against hanging. */
export const kPatient = '--testTimeout=600000';

/** The guide's tests of an application, over `synchrone/testing`. */
export const example = guideBlock('openTestPage({ act');

/** The same for a runner whose functions are global. `types: false`: for one without TypeScript. */
export function globalExample({ types = true } = {}): string {
  const text = example.replace(/^import \{[^}]*\} from 'vitest';.*\n/m, '');
  return types ? text : transformSync(text, { loader: 'tsx', jsx: 'preserve' }).code;
}
