// Text on its way into the module, in place of Emscripten's own loops over its characters: a page that
// has just been loaded runs those in the interpreter, for everything that it reads from storage.

addToLibrary({
  $textEncoder: `typeof TextEncoder != 'undefined' ? new TextEncoder() : {
    encode(text) {
      const bytes = [];
      for (const character of text) {
        const code = character.codePointAt(0);
        let shift = code < 0x80 ? 0 : code < 0x800 ? 6 : code < 0x10000 ? 12 : 18;
        bytes.push(shift === 0 ? code : (0x100 - (0x80 >> (shift / 6))) | (code >> shift));
        while (shift > 0) bytes.push(0x80 | ((code >> (shift -= 6)) & 0x3f));
      }
      return bytes;
    },
  }`,

  // Its length in bytes, then these: in memory that the receiver frees.
  $newText__deps: ['$textEncoder', 'malloc'],
  $newText: (text) => {
    const bytes = textEncoder.encode(text);
    const at = _malloc(bytes.length + 4);
    HEAPU32[at >> 2] = bytes.length;
    HEAPU8.set(bytes, at + 4);
    return at;
  },
});
