import { TextInput, type TextInputProps } from '@mantine/core';

/** What a field needs of its form. */
export interface FieldForm {
  getInputProps(name: string): object;
}

export interface TextFieldProps extends Omit<TextInputProps, 'form' | 'name'> {
  form: FieldForm;
  /** Of the form's value. */
  name: string;
}

/** A line of text. The browser offers nothing that was typed about somebody else. */
export function TextField({ form, name, ...props }: TextFieldProps) {
  return <TextInput autoComplete="off" {...props} {...form.getInputProps(name)} />;
}
