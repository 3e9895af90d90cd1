// The style sheet of the package, which only a build of it has.
declare module 'synchrone/ui/styles.css';
