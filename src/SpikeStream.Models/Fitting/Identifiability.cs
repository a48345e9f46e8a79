using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// What data and prior say about the parameters at an estimate: errors of each, directions from the worst known (sloppy) to the best known (stiff), and correlations.
/// </summary>
/// <remarks>
/// The data's information is the observed information less the prior's precision at the estimate. It is whitened by the prior: each coordinate in standard deviations of its prior,
/// so that an eigenvalue says how many times as much as the prior the data say. Errors and correlations are those of the whole posterior, the inverse of the observed information in
/// fitting coordinates.
/// </remarks>
public sealed class Identifiability
{
    /// <summary>Quantile of the standard normal for a central 95 %.</summary>
    private const double Quantile = 1.959963984540054;

    /// <summary>Measures everything.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="information">The observed information at the estimate.</param>
    /// <exception cref="ArgumentException">They are not of the same number of parameters.</exception>
    public Identifiability(ParameterSpace space, ObservedInformation information)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(information);
        if (space.Count != information.Coordinates.Count)
            throw new ArgumentException($"found an information of {information.Coordinates.Count} parameters, expected {space.Count}", nameof(information));
        Space = space;
        Information = information;
        int count = space.Count;
        double[] scales = new double[count], precisions = new double[count];
        for (int i = 0; i < count; i++)
        {
            scales[i] = PriorScale.StandardDeviation(space.Parameters[i].Prior);
            precisions[i] = PriorScale.Precision(space.Parameters[i].Prior, information.Coordinates[i]);
        }

        Matrix<double> covariance = information.Covariance();
        Parameters = [.. Enumerable.Range(0, count).Select(i => Uncertainty(i, covariance, precisions[i]))];
        Directions = FindDirections(scales, precisions);
        Matrix<double> whitened = Matrix<double>.Build.Dense(count, count, (i, j) => scales[i] * information.Matrix[i, j] * scales[j]);
        double[] spectrum = [.. whitened.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real)];
        ConditionNumber = spectrum[0] > 0 ? spectrum[^1] / spectrum[0] : double.PositiveInfinity;
        Correlations = [.. FindCorrelations(covariance)];
    }

    /// <summary>The free parameters.</summary>
    public ParameterSpace Space { get; }

    /// <summary>The observed information.</summary>
    public ObservedInformation Information { get; }

    /// <summary>How well each parameter is known, in their order.</summary>
    public IReadOnlyList<ParameterUncertainty> Parameters { get; }

    /// <summary>The directions, sloppy ones first, stiff ones last.</summary>
    public IReadOnlyList<InformationDirection> Directions { get; }

    /// <summary>Largest over smallest eigenvalue of the whole posterior's information, whitened by the prior; infinity where it is not positive definite.</summary>
    public double ConditionNumber { get; }

    /// <summary>All pairs of parameters, the strongest correlation first.</summary>
    public IReadOnlyList<ParameterCorrelation> Correlations { get; }

    private ParameterUncertainty Uncertainty(int index, Matrix<double> covariance, double priorPrecision)
    {
        Parameter parameter = Space.Parameters[index];
        ParameterSpace alone = new([parameter]);
        double z = Information.Coordinates[index], deviation = Math.Sqrt(covariance[index, index]);
        double Natural(double coordinate)
        {
            double[] value = new double[1];
            alone.ToNatural([coordinate], value);
            return value[0];
        }

        double[] slope = [1];
        alone.ChainToCoordinates([Natural(z)], slope);
        double conditional = Information.Matrix[index, index] > 0 ? 1 / Math.Sqrt(Information.Matrix[index, index]) : double.NaN;
        return new(
            parameter.Name, parameter.Unit, Natural(z), Math.Abs(slope[0]) * deviation, Natural(z - Quantile * deviation), Natural(z + Quantile * deviation),
            Math.Abs(slope[0]) * conditional, Math.Clamp(priorPrecision * covariance[index, index], 0, 1));
    }

    private List<InformationDirection> FindDirections(double[] scales, double[] precisions)
    {
        int count = scales.Length;
        Matrix<double> data = Matrix<double>.Build.Dense(
            count, count, (i, j) => scales[i] * (Information.Matrix[i, j] - (i == j ? precisions[i] : 0)) * scales[j]);
        Evd<double> decomposition = data.Evd(Symmetricity.Symmetric);
        List<InformationDirection> directions = [];
        for (int k = 0; k < count; k++)
        {
            Vector<double> vector = decomposition.EigenVectors.Column(k);
            if (vector[vector.AbsoluteMaximumIndex()] < 0) vector = -vector;
            double prior = 0;
            for (int i = 0; i < count; i++) prior += vector[i] * vector[i] * scales[i] * scales[i] * precisions[i];
            double eigenvalue = decomposition.EigenValues[k].Real;
            bool isHeld = eigenvalue + prior > 0;
            double deviation = isHeld ? 1 / Math.Sqrt(eigenvalue + prior) : 1;
            directions.Add(new(eigenvalue, isHeld ? deviation : double.PositiveInfinity, [.. vector], [.. vector.Select((loading, i) => loading * scales[i] * deviation)]));
        }

        return directions;
    }

    private List<ParameterCorrelation> FindCorrelations(Matrix<double> covariance)
    {
        List<ParameterCorrelation> pairs = [];
        for (int i = 0; i < Space.Count; i++)
        {
            for (int j = i + 1; j < Space.Count; j++)
                pairs.Add(new(i, j, covariance[i, j] / Math.Sqrt(covariance[i, i] * covariance[j, j])));
        }

        return [.. pairs.OrderByDescending(pair => Math.Abs(pair.Correlation))];
    }
}
