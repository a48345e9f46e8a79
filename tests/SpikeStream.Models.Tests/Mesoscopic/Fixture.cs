using System.Text.Json;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Mesoscopic;

/// <summary>A file of reference values; see fixtures/mesogif/README.md.</summary>
internal sealed class Fixture
{
    private readonly JsonElement _root;

    private Fixture(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "fixtures", "mesogif", name + ".json");
        _root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        Parameters = ParametersOf(_root.GetProperty("params"));
        AgeBins = _root.GetProperty("K").GetInt32();
        Counts = [.. Numbers(_root.GetProperty("n")).Select(n => (int)n)];
        Inputs = Numbers(_root.GetProperty("iExt"));
        LogFactorialPerStep = _root.GetProperty("logFactorialNPerStep").GetDouble();
        LinearBelow = _root.GetProperty("linearBelow001");
    }

    /// <summary>Reads the parameters of a model.</summary>
    public static MesoscopicParameters ParametersOf(JsonElement parameters)
    {
        int[] neurons = [.. Numbers(parameters.GetProperty("N")).Select(n => (int)n)];
        double[] adaptationTimes = Numbers(parameters.GetProperty("tau_theta"));
        return new MesoscopicParameters
        {
            PopulationNames = neurons.Length == 2 ? ["E", "I"] : ["L2/3e", "L2/3i", "L4e", "L4i"],
            NeuronCounts = neurons,
            MembraneResistance = Numbers(parameters.GetProperty("R")),
            RestPotential = Numbers(parameters.GetProperty("u_rest")),
            ConnectionProbability = Numbers(parameters.GetProperty("p")),
            SynapticWeight = Numbers(parameters.GetProperty("w")),
            Delay = Numbers(parameters.GetProperty("Delta")),
            MembraneTimeConstant = Numbers(parameters.GetProperty("tau_m")),
            RefractoryPeriod = Numbers(parameters.GetProperty("t_ref")),
            Threshold = Numbers(parameters.GetProperty("u_th")),
            ResetPotential = Numbers(parameters.GetProperty("u_r")),
            EscapeRate = Numbers(parameters.GetProperty("c")),
            NoiseLevel = Numbers(parameters.GetProperty("Du")),
            SynapticTimeConstant = Numbers(parameters.GetProperty("tau_s")),
            AdaptationStrength = Numbers(parameters.GetProperty("J_theta")),
            AdaptationTimeConstant = adaptationTimes,
        };
    }

    public MesoscopicParameters Parameters { get; }

    public int AgeBins { get; }

    public int[] Counts { get; }

    public double[] Inputs { get; }

    public double LogFactorialPerStep { get; }

    public JsonElement LinearBelow { get; }

    public int PopulationCount => Parameters.PopulationCount;

    public int BinCount => Counts.Length / PopulationCount;

    public SequenceData Data => new(Counts, Inputs, PopulationCount);

    /// <summary>Names as in the fixtures, which call the convention PaperCode "default".</summary>
    public JsonElement Expected(UpdateConvention convention) => _root.GetProperty(
        convention == UpdateConvention.Aligned ? "aligned" : "default");

    public static Fixture Read(string name) => new(name);

    public MesoscopicModel Model(UpdateConvention convention, double linearBelow = 0, VectorWidth width = VectorWidth.Widest, bool normalised = false, bool merge = true) => new(Parameters, new MesoscopicOptions
    {
        AgeBins = AgeBins,
        Convention = convention,
        LinearBelow = linearBelow,
        VectorWidth = width,
        Normalised = normalised,
        MergeOldAgeBins = merge,
    });

    /// <summary>All numbers of an array, row by row.</summary>
    public static double[] Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Numbers)],
        JsonValueKind.Null => [1.0],
        _ => [element.GetDouble()],
    };
}
