declare module 'json-server' {
  import type { RequestListener } from 'node:http';
  interface Server extends RequestListener {
    use(...parts: unknown[]): void;
  }
  const jsonServer: {
    create(): Server;
    router(file: string): unknown;
    defaults(options: { static?: string; logger?: boolean }): unknown[];
  };
  export default jsonServer;
}
