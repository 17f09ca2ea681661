/** The script of the page of episodes: a constant text, so that the page's policy can allow it by its hash. */
export const playScript = `
'use strict';
const frames = [...document.querySelectorAll('#scene .frame')];
const [play, back, on, at, step] = ['play', 'back', 'on', 'at', 'step'].map((id) => document.getElementById(id));
let shown = 0;
let timer;
const show = (index) => {
  frames[shown].classList.remove('shown');
  shown = Math.max(0, Math.min(frames.length - 1, index));
  frames[shown].classList.add('shown');
  at.value = String(shown);
  step.textContent = 'step ' + frames[shown].dataset.step;
};
const pause = () => {
  clearTimeout(timer);
  timer = undefined;
  play.textContent = '\\u25b6\\u25b6';
};
const next = () => {
  timer = setTimeout(() => {
    show(shown + 1 < frames.length ? shown + 1 : 0);
    next();
  }, Number(frames[shown].dataset.ms));
};
const start = () => {
  play.textContent = '\\u23f8';
  next();
};
const go = (index) => {
  pause();
  show(index);
};
const toggle = () => (timer === undefined ? start() : pause());
play.addEventListener('click', toggle);
back.addEventListener('click', () => go(shown - 1));
on.addEventListener('click', () => go(shown + 1));
at.addEventListener('input', () => go(Number(at.value)));
addEventListener('keydown', (event) => {
  if (event.target === at || event.target.tagName === 'BUTTON') return;
  if (event.key === ' ') toggle();
  else if (event.key === 'ArrowLeft') go(shown - 1);
  else if (event.key === 'ArrowRight') go(shown + 1);
  else return;
  event.preventDefault();
});
if (matchMedia('(prefers-reduced-motion: reduce)').matches) pause();
else start();
`;
