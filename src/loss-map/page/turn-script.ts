import { projection } from '../../report/figures/drawing/projection.ts';
import { tallness } from '../relief.ts';
import { surfaceShade } from '../surface-shade.ts';

/**
 * The script of the page: every `[data-surface]` element holds a canvas, its sliders and boxes, and its data as JSON; the
 * surface is drawn anew whenever any of them, the size or the reader's theme changes. Plain canvas, far cells first.
 */
export const turnScript = `'use strict';
const projection = ${projection.toString()};
const tallness = ${tallness};
const surfaceShade = ${surfaceShade.toString()};
const lift = 0.05;
const nearest = (a, b) => b.depth - a.depth;

function channels(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function cellsOf(heights) {
  const side = Math.sqrt(heights.length);
  const place = (index) => [
    (2 * (index % side)) / (side - 1) - 1,
    (2 * Math.floor(index / side)) / (side - 1) - 1,
    heights[index],
  ];
  const cells = [];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const corners = [at, at + 1, at + side + 1, at + side].map(place);
      cells.push({ corners, height: corners.reduce((sum, corner) => sum + corner[2], 0) / 4 });
    }
  }
  return cells;
}

function turnable(root) {
  const { heights, ways, crosses, texts } = JSON.parse(root.querySelector('script').textContent);
  const canvas = root.querySelector('canvas');
  const context = canvas.getContext('2d');
  const [turn, tilt] = ['turn', 'tilt'].map((name) => root.querySelector('input[name=' + name + ']'));
  const cells = cellsOf(heights);
  const checked = (name) => root.querySelector('input[name="' + name + '"]')?.checked ?? false;
  let waiting = false;

  function draw() {
    waiting = false;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.lineJoin = context.lineCap = 'round';
    const style = getComputedStyle(root);
    const colourOf = (name) => style.getPropertyValue(name).trim();
    const [ground, ink] = ['--ground', '--ink'].map((name) => channels(colourOf(name)));
    const shade = (share) =>
      'rgb(' + ground.map((from, index) => Math.round(from + (ink[index] - from) * share)).join(',') + ')';
    const view = projection((turn.value * Math.PI) / 180, (tilt.value * Math.PI) / 180, tallness);
    const unit = Math.min(width / 3.5, height / 3.4);
    const downs = cells.map(({ corners }) => view(corners[0])[1]);
    const middle = (Math.min(...downs) + Math.max(...downs)) / 2;
    const seen = (place) => {
      const [right, down, depth] = view(place);
      return { x: width / 2 + right * unit, y: height / 2 + (down - middle) * unit, depth };
    };

    const pieces = cells.map(({ corners, height }) => {
      const places = corners.map(seen);
      return {
        depth: places.reduce((sum, place) => sum + place.depth, 0) / 4,
        draw() {
          context.beginPath();
          for (const { x, y } of places) context.lineTo(x, y);
          context.closePath();
          context.fillStyle = shade(surfaceShade(height));
          context.strokeStyle = shade(0.14 + 0.62 * height);
          context.lineWidth = 0.6;
          context.fill();
          context.stroke();
        },
      };
    });
    const dot = (at, fill, stroke) => ({
      depth: at.depth - 2 * lift,
      draw() {
        context.beginPath();
        context.arc(at.x, at.y, 4, 0, 2 * Math.PI);
        context.fillStyle = fill;
        context.strokeStyle = stroke;
        context.lineWidth = 1.5;
        context.fill();
        context.stroke();
      },
    });
    const all = checked('all');
    for (const { optimizer, colour, paths } of ways) {
      if (!checked('way ' + optimizer)) continue;
      const stroke = colourOf(colour);
      for (const path of all ? paths : paths.slice(0, 1)) {
        const places = path.map(seen);
        if (places.length === 0) continue;
        for (let index = 1; index < places.length; index++) {
          const [from, to] = [places[index - 1], places[index]];
          pieces.push({
            depth: Math.min(from.depth, to.depth) - lift,
            draw() {
              context.beginPath();
              context.moveTo(from.x, from.y);
              context.lineTo(to.x, to.y);
              context.strokeStyle = stroke;
              context.lineWidth = all ? 1.4 : 2.4;
              context.stroke();
            },
          });
        }
        pieces.push(dot(places[0], shade(0), stroke), dot(places[places.length - 1], stroke, stroke));
      }
    }
    for (const place of crosses) {
      const at = seen(place);
      pieces.push({
        depth: Number.MIN_SAFE_INTEGER,
        draw() {
          context.beginPath();
          for (const way of [1, -1]) {
            context.moveTo(at.x - 5, at.y - 5 * way);
            context.lineTo(at.x + 5, at.y + 5 * way);
          }
          context.strokeStyle = shade(1);
          context.lineWidth = 2;
          context.stroke();
        },
      });
    }
    for (const piece of pieces.sort(nearest)) piece.draw();

    // The axes stand at the corner of the ground that is nearest, and at the edge that is furthest to the left.
    const corners = [[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]].map((place) => ({ place, ...seen(place) }));
    const front = corners.reduce((one, other) => (other.depth < one.depth ? other : one)).place;
    const left = corners.reduce((one, other) => (other.x < one.x ? other : one)).place;
    context.beginPath();
    for (const line of [
      [[-front[0], front[1], 0], front, [front[0], -front[1], 0]],
      [left, [left[0], left[1], 1]],
    ]) {
      const [first, ...others] = line.map(seen);
      context.moveTo(first.x, first.y);
      for (const { x, y } of others) context.lineTo(x, y);
    }
    context.strokeStyle = shade(0.6);
    context.lineWidth = 1;
    context.stroke();
    context.fillStyle = shade(1);
    context.font = '12px ' + style.fontFamily;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const [text, [x, y]] of texts) {
      // Texts beside the ground are given for the corner (−1, −1).
      const { x: across, y: down } = seen([x < -1 ? -x * front[0] : x, y < -1 ? -y * front[1] : y, 0]);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(width - half, Math.max(half, across)), down);
    }
  }

  const redraw = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  const move = (slider, by) => {
    const [low, high, value] = [Number(slider.min), Number(slider.max), Number(slider.value) + by];
    const round = slider === turn ? ((value - low + 360) % 360) + low : Math.min(high, Math.max(low, value));
    slider.value = round;
  };
  let held;
  canvas.addEventListener('pointerdown', (event) => {
    held = event;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!held) return;
    move(turn, (event.clientX - held.clientX) * 0.5);
    move(tilt, (event.clientY - held.clientY) * 0.5);
    held = event;
    redraw();
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => (held = undefined));
  root.addEventListener('input', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  new ResizeObserver(redraw).observe(canvas);
}

for (const root of document.querySelectorAll('[data-surface]')) turnable(root);
`;
