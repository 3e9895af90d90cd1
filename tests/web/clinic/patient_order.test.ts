import { describe, expect, it } from 'vitest';
import type { Patient } from '../../../web/clinic/app/src/clinic/types.js';
import {
  PatientOrder,
  sortPatients,
  type Sorting,
} from '../../../web/clinic/app/src/patients/sorting.js';

const kMany = 1_000;
const byBirth: Sorting = { column: 'birth', descending: false };

/** Rows that count how often their day of birth is read: twice for each comparison. */
function countedRows(reads: { count: number }): Patient[] {
  return Array.from({ length: kMany }, (_, n) => countedRow(n, (n * 389) % kMany, reads));
}

function countedRow(n: number, day: number, reads: { count: number }): Patient {
  const row = { id: `p${n}`, last_name: `Nom ${n}`, first_name: 'Jean' };
  return Object.defineProperty(row, 'birth_date', {
    get: () => {
      reads.count += 1;
      return `19${String(day).padStart(4, '0')}`;
    },
  }) as unknown as Patient;
}

describe('9.2: the order of the list after a change', () => {
  it('costs one look at each row, and is that of a list that is sorted again', () => {
    const reads = { count: 0 };
    const rows = countedRows(reads);
    const order = new PatientOrder();
    order.of(rows, byBirth, new Map());
    const anew = reads.count;
    reads.count = 0;
    const changed = rows.with(500, countedRow(500, 3, reads));
    const sorted = order.of(changed, byBirth, new Map());
    expect(reads.count).toBeLessThan(3 * kMany);
    expect(anew).toBeGreaterThan(10 * kMany);
    expect(sorted).toEqual(sortPatients(changed, byBirth, new Map()));
  });

  it('has new rows, lacks removed ones, and follows another column', () => {
    const rows = countedRows({ count: 0 });
    const order = new PatientOrder();
    order.of(rows, byBirth, new Map());
    const other = [...rows.slice(10), countedRow(kMany, 12, { count: 0 })];
    for (const sorting of [byBirth, { column: 'name', descending: true }] as const)
      expect(order.of(other, sorting, new Map())).toEqual(sortPatients(other, sorting, new Map()));
  });
});
