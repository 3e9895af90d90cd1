import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './support/packed.js';

let folder: string;
let prefix: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synchrone-core-'));
  prefix = join(folder, 'prefix');
  execFileSync('cmake', ['--install', join(root, 'build/release'), '--prefix', prefix]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const source = join(root, 'tests/install/terminal');

function build(): string {
  const to = join(folder, 'terminal');
  const options = [`-DCMAKE_PREFIX_PATH=${prefix}`, '-DCMAKE_BUILD_TYPE=Debug'];
  execFileSync('cmake', ['-S', source, '-B', to, ...options]);
  execFileSync('cmake', ['--build', to], { encoding: 'utf8' });
  return join(to, 'terminal_queue');
}

/** The lines that the server of the terminal program has taken. */
function taken(place: string): string[] {
  const file = join(place, 'server');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
}

it('is found by find_package, and a queue in a terminal survives being killed', async () => {
  const program = build();
  const place = join(folder, 'to-do');
  for (let item = 1; item <= 30; item += 1) {
    expect(spawnSync(program, [place, 'add', `item ${item}`]).status).toBe(0);
  }
  // Killed whenever it has delivered some more, until nothing is left.
  for (let before = 0; taken(place).length < 25; before = taken(place).length) {
    const sender = spawn(program, [place, 'send']);
    while (taken(place).length <= before) await new Promise((done) => setTimeout(done, 5));
    sender.kill('SIGKILL');
    await new Promise((done) => sender.once('exit', done));
  }
  const last = spawnSync(program, [place, 'send'], { encoding: 'utf8' });
  expect(last.stdout).toContain('Everything is delivered.');
  const items = taken(place).map((line) => line.replace(/^\S+ /, ''));
  expect(items).toEqual(Array.from({ length: 30 }, (_, index) => `{"text":"item ${index + 1}"}`));
});

it('gives a consumer no flag and no definition', () => {
  const targets = readFileSync(join(prefix, 'lib/cmake/synchrone/synchrone-targets.cmake'), 'utf8');
  expect(targets).toContain('INTERFACE_COMPILE_FEATURES "cxx_std_20"');
  expect(targets).not.toMatch(/INTERFACE_COMPILE_(OPTIONS|DEFINITIONS)|INTERFACE_LINK_OPTIONS/);
  expect(targets).not.toContain(root);
});

it('is found by pkg-config', () => {
  const said = execFileSync('pkg-config', ['--cflags', '--libs', 'synchrone'], {
    encoding: 'utf8',
    env: { ...process.env, PKG_CONFIG_PATH: join(prefix, 'lib/pkgconfig') },
  });
  expect(said).toContain('-lsynchrone_core');
  expect(said).toContain('include/synchrone');
});

it('is a part of a larger build by add_subdirectory', () => {
  const outer = join(folder, 'outer');
  const text = `cmake_minimum_required(VERSION 3.22)
    project(outer LANGUAGES CXX)
    add_subdirectory(${JSON.stringify(root)} synchrone EXCLUDE_FROM_ALL)
    add_library(consumer OBJECT consumer.cc)
    target_link_libraries(consumer PRIVATE synchrone::core)`;
  execFileSync('mkdir', ['-p', outer]);
  execFileSync('tee', [join(outer, 'CMakeLists.txt')], { input: text });
  // What the flags of the core would not compile: run-time type information and exceptions.
  const consumer = `#include "core/engine/engine.h"
    bool IsClock(synchrone::EventSink& sink) { return dynamic_cast<synchrone::Clock*>(&sink); }
    int Parse() try { return nlohmann::json::parse("{").size(); } catch (...) { return -1; }`;
  execFileSync('tee', [join(outer, 'consumer.cc')], { input: consumer });
  const to = join(folder, 'outer-build');
  execFileSync('cmake', ['-S', outer, '-B', to]);
  execFileSync('cmake', ['--build', to, '--target', 'consumer']);
  expect(existsSync(to)).toBe(true);
});
