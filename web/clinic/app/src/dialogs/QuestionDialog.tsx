import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs, type Question } from './dialogs.tsx';
import { focusFirst, useFocusBelow } from '../keyboard/focus.ts';

/** Asks once before something is removed or made final. The safe answer has the focus. */
export function QuestionDialog({ question }: { question: Question }) {
  const { actions, unsaved } = useMessages();
  const { close } = useDialogs();
  if (question.kind === 'unsaved') {
    return (
      <Asked
        title={unsaved.title}
        text={unsaved.text}
        action={unsaved.discard}
        keep={unsaved.goOn}
        onConfirm={question.onDiscard}
      />
    );
  }
  const { losesText, onConfirm, keep, text, ...asked } = question;
  return (
    <Asked
      {...asked}
      text={losesText ? `${text} ${unsaved.lost}` : text}
      keep={keep ?? actions.cancel}
      onConfirm={() => {
        close();
        onConfirm();
      }}
    />
  );
}

interface AskedProps {
  title: string;
  text: string;
  details?: ReactNode;
  action: string;
  keep: string;
  removes?: boolean;
  onConfirm: () => void;
}

function Asked({ title, text, details, action, keep, removes = true, onConfirm }: AskedProps) {
  const { actions } = useMessages();
  const { dismiss } = useDialogs();
  useFocusBelow();
  return (
    <Modal
      opened
      onClose={dismiss}
      title={title}
      size={details === undefined ? 'sm' : 'lg'}
      centered
      zIndex={210}
      closeButtonProps={{ 'aria-label': actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {text}
      </Text>
      {details}
      <Group ref={focusFirst} justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={dismiss} data-autofocus>
          {keep}
        </Button>
        <Button {...(removes ? { color: 'red.8' } : {})} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
