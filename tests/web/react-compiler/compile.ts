import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';

/** Puts the components of this folder's tests through React Compiler before anything else sees them. */
export function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    async transform(code, id) {
      const file = id.split('?')[0] ?? id;
      if (!/\/react-compiler\/[^/]+\.test\.tsx$/.test(file)) return null;
      const result = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: [['babel-plugin-react-compiler', { target: '19' }]],
      });
      return result?.code == null ? null : { code: result.code, map: result.map ?? null };
    },
  };
}
