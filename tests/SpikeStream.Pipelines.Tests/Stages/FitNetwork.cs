using System.Text.Json;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Pipelines.Stages.Parameters;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>A small network of two populations, and counts that it gave.</summary>
internal static class FitNetwork
{
    public const int Populations = 2;
    public const int AgeBins = 60;

    /// <summary>The parameters as a pipeline file has them.</summary>
    public const string Json = """
        {
          "N": [60, 40], "R": [19, 12], "u_rest": [20, 19.5], "p": [[0.1, 0.2], [0.1, 0.2]], "w": [[2.5, -4], [2, -4]],
          "tau_m": [0.01, 0.01], "t_ref": [0.002, 0.002], "u_th": [15, 15], "u_r": [0, 0], "c": [10, 10], "Du": [5, 5],
          "Delta": [[0.001, 0.001], [0.001, 0.001]], "tau_s": [0.003, 0.006], "J_theta": [0.1, 0], "tau_theta": [0.05, 1]
        }
        """;

    private static readonly Lazy<(int[] Counts, double[] Inputs)> Data = new(() => Simulate(4000));

    public static MesoscopicParameters Parameters
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Json);
            return MesoscopicParameterJson.Read(document.RootElement, "parameters", ["E", "I"]);
        }
    }

    /// <summary>4000 bins of 1 ms, [bin, population].</summary>
    public static int[] Counts => Data.Value.Counts;

    /// <summary>Input in mA, [bin, population].</summary>
    public static double[] Inputs => Data.Value.Inputs;

    private static (int[] Counts, double[] Inputs) Simulate(int bins)
    {
        MesoscopicModel model = new(Parameters, new MesoscopicOptions { AgeBins = AgeBins });
        double[] coordinates = FitStarts.Configured(model.Parameters);
        double[] inputs = new double[bins * Populations];
        for (int bin = 0; bin < bins; bin++) (inputs[bin * 2], inputs[bin * 2 + 1]) = (0.25 * Math.Sin(bin * 0.0126), 0.1 * Math.Sin(bin * 0.0126));
        int[] counts = new int[inputs.Length];
        model.Simulate(model.CreateInitialState(coordinates), coordinates, inputs, counts, new RandomStream(11, "test", "counts"));
        return (counts, inputs);
    }
}
