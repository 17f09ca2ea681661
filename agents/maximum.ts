import * as tf from '../src/tensors/tf.ts';

/**
 * Elementwise maximum of two tensors of one shape whose gradient, on an exact tie, goes to both in equal parts as in
 * PyTorch. (TensorFlow.js gives it all to the first, which shows when one side of PPO's clipped losses is flat.)
 */
export function maximum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.customGrad((left, right, save) => {
    const [x, y] = [left as tf.Tensor, right as tf.Tensor];
    (save as tf.GradSaveFunc)([x, y]);
    return {
      value: tf.maximum(x, y),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        // 1 where the left is larger, 0 where the right is, ½ on a tie.
        const share = tf.mul(tf.add(tf.sign(tf.sub(saved[0]!, saved[1]!)), 1), 0.5);
        const toLeft = tf.mul(dy, share);
        return [toLeft, tf.sub(dy, toLeft)];
      },
    };
  })(a, b);
}
