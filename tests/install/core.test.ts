import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './support/packed.js';

let folder: string;
let prefix: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synchrone-core-'));
  prefix = join(folder, 'prefix');
  execFileSync('cmake', ['--install', join(root, 'build/schedules'), '--prefix', prefix]);
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
    const ended = new Promise((done) => sender.once('exit', done));
    while (taken(place).length <= before) await new Promise((done) => setTimeout(done, 5));
    sender.kill('SIGKILL');
    await ended;
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

/** A folder with these files, configured and built. */
function buildProject(name: string, files: Record<string, string>, target?: string): string {
  const from = join(folder, name);
  mkdirSync(from, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(from, file), text);
  const to = join(from, 'build');
  execFileSync('cmake', ['-S', from, '-B', to, `-DCMAKE_PREFIX_PATH=${prefix}`]);
  if (target) execFileSync('cmake', ['--build', to, '--target', target]);
  return to;
}

it('leaves run-time type information and exceptions to a program that links it', () => {
  const program = `#include <iostream>
    #include <nlohmann/json.hpp>
    #include "core/base/json.h"
    #include "core/engine/engine.h"
    struct Both : synchrone::EventSink, synchrone::Clock {
      void Emit(std::vector<synchrone::Event>) override {}
      int64_t NowMs() override { return 7; }
    };
    int main() {
      Both both;
      synchrone::EventSink& sink = both;
      std::cout << dynamic_cast<synchrone::Clock&>(sink).NowMs();
      std::cout << synchrone::ParseJson("{").ok();
      try {
        std::cout << nlohmann::json::parse("{").size();
      } catch (const nlohmann::json::exception&) {
        std::cout << " caught";
      }
    }`;
  const lists = `cmake_minimum_required(VERSION 3.22)
    project(consumer LANGUAGES CXX)
    find_package(synchrone REQUIRED)
    add_executable(consumer consumer.cc)
    target_link_libraries(consumer PRIVATE synchrone::core)`;
  const built = buildProject(
    'consumer',
    { 'consumer.cc': program, 'CMakeLists.txt': lists },
    'consumer',
  );
  expect(execFileSync(join(built, 'consumer'), { encoding: 'utf8' })).toBe('70 caught');
});

it('is a part of a larger build by add_subdirectory', () => {
  const lists = `cmake_minimum_required(VERSION 3.22)
    project(outer LANGUAGES CXX)
    add_subdirectory(${JSON.stringify(root)} synchrone EXCLUDE_FROM_ALL)
    add_library(consumer OBJECT consumer.cc)
    target_link_libraries(consumer PRIVATE synchrone::core)
    if(TARGET synchrone_unit_tests OR NOT TARGET synchrone::core)
      message(FATAL_ERROR "not what a larger build wants")
    endif()`;
  const built = buildProject('outer', { 'consumer.cc': '', 'CMakeLists.txt': lists });
  expect(existsSync(join(built, 'CMakeCache.txt'))).toBe(true);
});
