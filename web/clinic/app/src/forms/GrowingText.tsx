import { Textarea, type TextareaProps } from '@mantine/core';
import type { CSSProperties } from 'react';
import classes from './GrowingText.module.css';

/** The browser makes a field as high as its text. Where it does not, the library measures the text at each change. */
const grows = CSS.supports('field-sizing', 'content');

/** Several lines of text: as high as it needs, within limits. */
export function GrowingText({ minRows = 2, maxRows = 8, ...props }: TextareaProps) {
  if (!grows) return <Textarea autosize minRows={minRows} maxRows={maxRows} {...props} />;
  const style = { '--lines': minRows, '--most': maxRows } as CSSProperties;
  return <Textarea {...props} classNames={{ input: classes.input ?? '' }} style={style} />;
}
