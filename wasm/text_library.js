// Text on its way into the module, in place of Emscripten's own loops over its characters: a page that
// has just been loaded runs those in the interpreter, for everything that it reads from storage.
// Emscripten asks for the length first and for the bytes next.

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

  $encoded: { text: '', bytes: [] },

  $lengthBytesUTF8__deps: ['$textEncoder', '$encoded'],
  $lengthBytesUTF8: (text) => {
    encoded.text = text;
    encoded.bytes = textEncoder.encode(text);
    return encoded.bytes.length;
  },

  $stringToUTF8Array__deps: ['$textEncoder', '$encoded'],
  $stringToUTF8Array: (text, heap, at) => {
    const bytes = encoded.text === text ? encoded.bytes : textEncoder.encode(text);
    heap.set(bytes, at);
    heap[at + bytes.length] = 0;
    encoded.text = '';
    encoded.bytes = [];
    return bytes.length;
  },
});
