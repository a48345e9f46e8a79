using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>Brings an estimate to the mode of the posterior of all data: L-BFGS in coordinates whitened by the observed information.</summary>
/// <remarks>
/// A round: measure the information at the best point so far (central differences of gradients, in parallel); stop where it is positive definite and next to nothing is
/// left to gain; else minimise the negative log posterior by MathNet's limited-memory BFGS in coordinates y with z = z0 + V |Lambda|^(-1/2) y, in which the posterior is close to a
/// standard normal, so that a dozen iterations are enough however stiff the parameters are. Points where the posterior is not finite count as a wall.
/// The result is a function of start and posterior alone: the same bits for any number of evaluators.
/// </remarks>
public static class MapPolish
{
    private const double Wall = 1e100;

    /// <summary>Runs the polish.</summary>
    /// <param name="evaluators">Objects that evaluate the same log posterior, one per thread.</param>
    /// <param name="start">Fitting coordinates where the log posterior is finite.</param>
    /// <param name="options">When to end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The best point seen, never worse than the start.</returns>
    /// <exception cref="ArithmeticException">The log posterior or its gradient at the start is not finite.</exception>
    public static MapPolishResult Run(
        IReadOnlyList<ILogDensity> evaluators, ReadOnlySpan<double> start, MapPolishOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(evaluators);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Search search = new(evaluators, start, options, cancellationToken);
        search.Run();
        return search.Result();
    }

    private sealed class Search
    {
        private readonly IReadOnlyList<ILogDensity> _evaluators;
        private readonly MapPolishOptions _options;
        private readonly CancellationToken _cancellationToken;
        private readonly double _startValue;
        private double[] _best;
        private double _bestValue;
        private double[] _bestGradient;
        private ObservedInformation? _information;
        private int _evaluations;
        private bool _isConverged;
        private string? _note;

        public Search(IReadOnlyList<ILogDensity> evaluators, ReadOnlySpan<double> start, MapPolishOptions options, CancellationToken cancellationToken)
        {
            (_evaluators, _options, _cancellationToken) = (evaluators, options, cancellationToken);
            _best = start.ToArray();
            _bestGradient = new double[_best.Length];
            _bestValue = _startValue = Evaluate(_best, _bestGradient);
            if (!double.IsFinite(_startValue) || !Array.TrueForAll(_bestGradient, double.IsFinite))
                throw new ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"polish: found a log posterior of {_startValue} at the start or a gradient that is not finite, expected finite values; start elsewhere"));
        }

        public void Run()
        {
            for (int round = 0; round <= _options.MaximumRounds; round++)
            {
                if (!TryMeasure()) return;
                if (round == _options.MaximumRounds) break;
                double before = _bestValue;
                if (!_information!.IsPositiveDefinite) LeaveSaddle();
                Minimise();
                if (_bestValue == before) break;
            }

            ObservedInformation information = _information!;
            _note = information.IsPositiveDefinite
                ? string.Create(CultureInfo.InvariantCulture, $"a gain of {information.ExpectedGain:G3} nats is left by the quadratic approximation")
                : string.Create(CultureInfo.InvariantCulture, $"the observed information is not positive definite: its smallest eigenvalue is {information.Eigenvalues[0]:G3}");
        }

        public MapPolishResult Result() => new(_best, _bestValue, _startValue, _bestGradient, _information, _evaluations, _isConverged, _note);

        /// <returns>Whether to go on: the point is no mode yet and its information is known.</returns>
        private bool TryMeasure()
        {
            try
            {
                _information = ObservedInformation.At(_evaluators, _best, _cancellationToken);
                _evaluations += 2 * _best.Length + 1;
            }
            catch (ArithmeticException fault)
            {
                _information = null;
                _note = fault.Message;
                return false;
            }

            _isConverged = _information.IsPositiveDefinite && _information.ExpectedGain < _options.Tolerance;
            return !_isConverged;
        }

        /// <summary>A step of one radius of curvature along the direction of the lowest curvature, to the better side: the gradient alone would stay on the ridge.</summary>
        private void LeaveSaddle()
        {
            Vector<double> direction = _information!.Eigenvectors.Column(0) / Math.Sqrt(Math.Max(Math.Abs(_information.Eigenvalues[0]), 1e-3));
            double[] origin = [.. _best];
            foreach (int side in (ReadOnlySpan<int>)[1, -1])
            {
                double[] point = [.. origin.Select((value, i) => value + side * direction[i])];
                Evaluate(point, new double[point.Length]);
            }
        }

        private void Minimise()
        {
            ObservedInformation information = _information!;
            int dimension = _best.Length;
            double[] origin = [.. _best];
            Matrix<double> scale = Matrix<double>.Build.Dense(
                dimension, dimension, (i, k) => information.Eigenvectors[i, k] / Math.Sqrt(Math.Max(Math.Abs(information.Eigenvalues[k]), Math.Max(information.Floor, 1e-6))));
            double originValue = _bestValue;

            // MathNet judges the gradient relative to the value: brought to the size of one, relative and absolute are the same.
            double size = 1 / Math.Max(1, 2 * information.ExpectedGain);
            int budget = 4 * _options.MaximumIterations;
            double[] gradient = new double[dimension];
            (double, Vector<double>) Objective(Vector<double> y)
            {
                if (!y.ForAll(double.IsFinite) || budget-- == 0) throw new OptimizationException("The search has no direction to go on.");
                double[] point = (scale * y).Select((shift, i) => origin[i] + shift).ToArray();
                double value = Evaluate(point, gradient);
                return double.IsFinite(value) && Array.TrueForAll(gradient, double.IsFinite)
                    ? (size * (originValue - value), scale.TransposeThisAndMultiply(Vector<double>.Build.Dense(gradient)) * -size)
                    : (Wall, Vector<double>.Build.Dense(dimension));
            }

            // Half the squared gradient in whitened coordinates is the gain that is left.
            double tolerance = size * Math.Sqrt(_options.Tolerance);
            LimitedMemoryBfgsMinimizer minimiser = new(tolerance, 1e-9, 1e-12, dimension, _options.MaximumIterations);
            try
            {
                minimiser.FindMinimum(ObjectiveFunction.Gradient(Objective), Vector<double>.Build.Dense(dimension));
            }
            catch (OptimizationException)
            {
                // The line search found nothing better, or the limit is reached: the best point seen is kept, and the next round says whether it is the mode.
            }
        }

        private double Evaluate(double[] point, double[] gradient)
        {
            double value = _evaluators[0].Evaluate(point, gradient, _cancellationToken);
            _evaluations++;
            if (_bestGradient.Length > 0 && value > _bestValue && Array.TrueForAll(gradient, double.IsFinite))
                (_best, _bestValue, _bestGradient) = ([.. point], value, [.. gradient]);
            return value;
        }
    }
}
