namespace SpikeStream.Models.Mesoscopic;

internal sealed class MesoscopicAdjoint(MesoscopicModel model)
{
    public MesoscopicModel Model { get; } = model;
}
