import assert from 'node:assert/strict';
import { test } from 'node:test';

import { replaced } from './source_piece.mjs';

test('finds a piece in whatever form a formatter gave it', () => {
  const wrapped = 'before();\ncall(\n  one,\n  two,\n);\nafter();';
  assert.equal(replaced(wrapped, 'call(one, two);', ''), 'before();\n\nafter();');
  assert.equal(replaced('call(one, two);', 'call(\n  one,\n  two,\n);', 'x'), 'x');
});

test('finds nothing that is missing, or there twice', () => {
  assert.equal(replaced('a();', 'b();', ''), null);
  assert.equal(replaced('a(); a();', 'a();', ''), null);
  assert.equal(replaced('a();', ' ', ''), null);
});

test('leaves the replacement as it is written', () => {
  assert.equal(replaced('if (a) b();', 'if (a)', 'if ( $& )'), 'if ( $& ) b();');
});
