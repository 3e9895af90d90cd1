import { Button, type ButtonProps } from '@mantine/core';
import { firstWrong } from '../keyboard/focus.ts';
import { useLayoutEffect, useRef, type ComponentPropsWithoutRef } from 'react';

export interface SendButtonProps extends Omit<ButtonProps, 'loading'> {
  isSending: boolean;
  type?: 'submit' | 'button';
  onClick?: ComponentPropsWithoutRef<'button'>['onClick'];
}

/**
 * The button of a form that is sent at once; no second click while it is. A refusal brings the person to the first field
 * that is wrong. Otherwise the focus stays on the button, from which the library takes it by disabling it meanwhile.
 */
export function SendButton({ isSending, type = 'submit', ...others }: SendButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const before = focused.current;
    focused.current = isSending ? document.activeElement : null;
    const { activeElement, body } = document;
    // A person who has gone on meanwhile stays where they type.
    if (isSending || before === null || ![before, body].includes(activeElement ?? body)) return;
    const wrong = firstWrong(button.current?.closest('form, section'));
    if (wrong) wrong.focus();
    else if (before === button.current) button.current?.focus();
  }, [isSending]);
  return <Button ref={button} type={type} loading={isSending} {...others} />;
}
