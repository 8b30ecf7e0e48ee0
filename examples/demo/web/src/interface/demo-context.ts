import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Demo } from '../demo.ts';

export const DemoContext = createContext<Demo | undefined>(undefined);

export function useDemo(): Demo {
  const demo = useContext(DemoContext);
  if (demo === undefined) throw new Error('a component stands outside of the demo');
  return demo;
}
