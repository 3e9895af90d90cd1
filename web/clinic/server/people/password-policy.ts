/** NIST SP 800-63B, 5.1.1.2: length counts, rules about kinds of characters do not. */
export const shortestPassword = 12;
const commonPasswords = ['password', 'motdepasse', 'contraseña', 'azerty', 'qwerty', '123456'];

/**
 * What is wrong with a new password; null: nothing.
 * @param about the address and the name of its owner, which it must not be made of.
 */
export function passwordFault(
  password: string,
  about: readonly string[],
): 'short' | 'guessable' | null {
  if ([...password].length < shortestPassword) return 'short';
  const plain = password.toLowerCase();
  const words = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const guessable = [...commonPasswords, ...words].filter((word) => word.length > 3);
  const rest = guessable.reduce((text, word) => text.replaceAll(word, ''), plain);
  return new Set(rest).size < 5 ? 'guessable' : null;
}
