// What of other people is inside the package, for the SBOM and the notices.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inBuild, readJson, root } from '../support/places.mjs';
import { measureRooms } from '../size/measure.mjs';

/** @typedef {{ name: string, version: string, licence: string, purl: string, where: string }} Part */

/** @returns {Promise<Part[]>} npm packages in the JavaScript, then the libraries in the module */
export async function bundledParts() {
  const rooms = Object.keys(await measureRooms());
  const packages = rooms.filter((room) => readJson(manifestOf(room)) !== null).sort();
  return [...packages.map(packagePart), ...moduleParts()];
}

/** @param {string} name */
const manifestOf = (name) => join(root, 'node_modules', name, 'package.json');

/** @param {string} name @returns {Part} */
function packagePart(name) {
  const { version, license } = readJson(manifestOf(name));
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { name, version, licence: license, purl, where: 'JavaScript' };
}

/** @returns {Part[]} */
function moduleParts() {
  const { version, emscriptenRoot } = readJson(inBuild('toolchain.json'));
  const system = join(emscriptenRoot, 'system/lib');
  const musl = readFileSync(join(system, 'libc/musl/VERSION'), 'utf8').trim();
  const llvm = defined(join(system, 'libcxx/include/__config'), '_LIBCPP_VERSION');
  const json = inBuild('wasm-release/json_include/nlohmann/detail/abi_macros.hpp');
  const jsonVersion = ['MAJOR', 'MINOR', 'PATCH']
    .map((part) => defined(json, `NLOHMANN_JSON_VERSION_${part}`))
    .join('.');
  const parts = [
    ['nlohmann/json', jsonVersion, 'MIT', 'github/nlohmann/json'],
    ['Emscripten', version, 'MIT OR NCSA', 'github/emscripten-core/emscripten'],
    ['musl', musl, 'MIT', 'generic/musl'],
    // 180100 is 18.1.0
    ['libc++', llvmVersion(llvm), 'Apache-2.0 WITH LLVM-exception', 'github/llvm/llvm-project'],
  ];
  return parts.map(([name = '', found = '', licence = '', path = '']) => ({
    name,
    version: found,
    licence,
    purl: `pkg:${path}@${found}`,
    where: 'WebAssembly module',
  }));
}

/** @param {string} number such as "180100" @returns {string} "18.1.0" */
function llvmVersion(number) {
  const value = Number(number);
  return [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100].join('.');
}

/** @param {string} file a C++ header @param {string} macro @returns {string} its value */
function defined(file, macro) {
  const found = new RegExp(`define\\s+${macro}\\s+(\\d+)`).exec(readFileSync(file, 'utf8'));
  if (!found?.[1]) throw new Error(`${file} does not define ${macro}.`);
  return found[1];
}

/**
 * A bill of materials (CycloneDX 1.5) of what a published package carries.
 * @param {{ name: string, version: string, license: string }} manifest
 * @param {readonly Part[]} parts
 */
export function sbomOf(manifest, parts) {
  const purl = `pkg:npm/${manifest.name}@${manifest.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'library',
        'bom-ref': purl,
        name: manifest.name,
        version: manifest.version,
        licenses: [{ license: { id: manifest.license } }],
        purl,
      },
    },
    components: parts.map((part) => ({
      type: 'library',
      'bom-ref': part.purl,
      name: part.name,
      version: part.version,
      scope: 'required',
      licenses: [{ expression: part.licence }],
      purl: part.purl,
      properties: [{ name: 'synchrone:bundled-in', value: part.where }],
    })),
    dependencies: [{ ref: purl, dependsOn: parts.map((part) => part.purl) }],
  };
}
