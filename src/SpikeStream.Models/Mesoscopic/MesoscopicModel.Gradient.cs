using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

public sealed partial class MesoscopicModel
{
    /// <inheritdoc/>
    public double LogLikelihoodAndGradient(SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> gradient) => throw new NotImplementedException();
}
