import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** A password. The library marks what is wrong with it in colour alone; this says it to screen readers, too. */
export function PasswordField(props: PasswordInputProps) {
  return <PasswordInput aria-invalid={props.error ? true : undefined} {...props} />;
}
