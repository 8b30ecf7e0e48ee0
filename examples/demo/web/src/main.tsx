import { render } from 'preact';
import { Demo } from './demo.ts';
import { App } from './interface/app.tsx';
import { firstLanguage, LANGUAGES } from './texts/language.ts';

const root = document.getElementById('app');
if (root !== null) {
  const demo = new Demo(LANGUAGES[firstLanguage()].texts.postTitle);
  render(<App demo={demo} />, root);
  void demo.start();
}
