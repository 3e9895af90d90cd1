// Embind's part in JavaScript, in place of the one that comes with it: that one also knows classes,
// overloads and types that are registered late. These functions take and give what embind_types.cc
// registers, before any of them is called.

addToLibrary({
  // How a value of a type goes into the module and comes out of it, by the type's id.
  $crossings: {},

  _embind_register_void__deps: ['$crossings'],
  _embind_register_void: (type) => {
    crossings[type] = { enter: undefined, leave: () => undefined, free: undefined };
  },

  _embind_register_bool__deps: ['$crossings'],
  _embind_register_bool: (type) => {
    crossings[type] = { enter: (value) => (value ? 1 : 0), leave: Boolean, free: undefined };
  },

  _embind_register_integer__deps: ['$crossings'],
  _embind_register_integer: (type, name, size, min) => {
    const leave = (value) => (min === 0 ? value >>> 0 : value);
    crossings[type] = { enter: (value) => value, leave, free: undefined };
  },

  _embind_register_std_string__deps: ['$crossings', '$newText', '$UTF8ToString', 'free'],
  _embind_register_std_string: (type) => {
    crossings[type] = {
      enter: (text) => {
        if (typeof text != 'string') throw new TypeError('This is no text: ' + text);
        return newText(text);
      },
      leave: (at) => {
        const end = at + 4 + HEAPU32[at >> 2];
        let text = '';
        for (let from = at + 4; from < end;) {
          text += UTF8ToString(from, end - from); // up to a NUL
          from = HEAPU8.indexOf(0, from);
          if (from < 0 || from >= end) break;
          text += '\0';
          from += 1;
        }
        _free(at);
        return text;
      },
      free: (at) => _free(at),
    };
  },

  _embind_register_function__deps: ['$crossings', '$getWasmTableEntry', '$UTF8ToString'],
  _embind_register_function: (name, count, typeIds, signature, invoker, method) => {
    const types = [...HEAPU32.subarray(typeIds >> 2, (typeIds >> 2) + count)];
    const reply = types.shift();
    const invoke = getWasmTableEntry(invoker);
    const call = (...values) => {
      const entered = types.map((type, i) => crossings[type].enter(values[i]));
      const result = invoke(method, ...entered);
      types.forEach((type, i) => crossings[type].free?.(entered[i]));
      return crossings[reply].leave(result);
    };
    Module[UTF8ToString(name)] = Object.defineProperty(call, 'length', { value: types.length });
  },
});
