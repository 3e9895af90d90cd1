import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { pack } from './packed.js';

/** Packs the checkout once, for all test files. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'synchrone-packed-'));
  project.provide('packed', pack(folder));
  return () => rmSync(folder, { recursive: true });
}
