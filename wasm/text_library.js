// Text on its way into the module, in place of Emscripten's own loops over its characters: a page that
// has just been loaded runs those in the interpreter, for everything that it reads from storage.

addToLibrary({
  $textEncoder: `typeof TextEncoder != 'undefined' && TextEncoder.prototype.encodeInto ? new TextEncoder() : {
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
    encodeInto: () => ({ read: 0, written: 0 }),
  }`,

  // Its length in bytes, then these: in memory that the receiver frees. Most text is ASCII and is written
  // where it stays: bytes of their own would be allocated and copied.
  $newText__deps: ['$textEncoder', 'malloc', 'free'],
  $newText: (text) => {
    let at = _malloc(text.length + 4);
    let size = 0;
    if (text != '') {
      const { read, written } = textEncoder.encodeInto(
        text,
        HEAPU8.subarray(at + 4, at + 4 + text.length),
      );
      size = written;
      if (read < text.length) {
        const rest = textEncoder.encode(text.slice(read));
        const former = at;
        at = _malloc(written + rest.length + 4);
        HEAPU8.copyWithin(at + 4, former + 4, former + 4 + written);
        HEAPU8.set(rest, at + 4 + written);
        size += rest.length;
        _free(former);
      }
    }
    HEAPU32[at >> 2] = size;
    return at;
  },
});
