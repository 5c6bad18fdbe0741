package dev.odeon.validation.problem;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.validation.problem.EndProblem.Stiffness;
import java.util.ArrayList;
import java.util.List;

/// The Brusselator with diffusion on a line of 500 points: 1000 components `u1, v1, u2, v2, ...`,
/// whose Jacobian has five diagonals. E. Hairer, G. Wanner, Solving Ordinary Differential Equations
/// II (1996), section IV.10, from `1 + 1/2 sin 2 pi x`; every seventh component at 10 as printed by
/// the Test set for initial value problem solvers.
public final class Bruss1d {
  private static final int POINTS = 500;
  private static final double SPACING = 1.0 / (POINTS + 1);
  private static final double EXCHANGE = 0.02 / (SPACING * SPACING);

  private Bruss1d() {}

  /// The problem.
  public static EndProblem problem() {
    return new EndProblem(
        "bruss_1d", Stiffness.STIFF, (t, y, p) -> field(y), TimeSpan.of(0, 10), start(), END, 7, 1);
  }

  private static Tensor field(Tensor y) {
    Tensor both = y.reshape(Shape.of(POINTS, 2)).transpose();
    Tensor u = row(both, 0);
    Tensor v = row(both, 1);
    Tensor reaction = u.times(u).times(v);
    Tensor du = reaction.minus(u.times(4)).plus(1).plus(diffusion(u, 1));
    Tensor dv = u.times(3).minus(reaction).plus(diffusion(v, 3));
    return Tensor.stack(List.of(du, dv)).transpose().reshape(Shape.of(2 * POINTS));
  }

  private static Tensor row(Tensor both, int index) {
    return both.slice(index, index + 1).reshape(Shape.of(POINTS));
  }

  private static Tensor diffusion(Tensor w, double boundary) {
    Tensor edge = w.scalar(boundary).reshape(Shape.of(1));
    Tensor left = Tensor.concatenate(edge, w.slice(0, POINTS - 1));
    Tensor right = Tensor.concatenate(w.slice(1, POINTS), edge);
    return left.plus(right).minus(w.times(2)).times(EXCHANGE);
  }

  private static List<Double> start() {
    List<Double> start = new ArrayList<>();
    for (int i = 1; i <= POINTS; i++) {
      start.add(1 + 0.5 * Math.sin(2 * Math.PI * i * SPACING));
      start.add(3.0);
    }
    return start;
  }

  private static final List<Double> END =
      List.of(
          0.9949197002317599,
          3.0213845767604077,
          0.9594350193986054,
          3.0585989778165419,
          0.9243010095428502,
          3.0952478919989637,
          0.8897959106772672,
          3.1310118289054731,
          0.8561653620284367,
          3.1656101198770159,
          0.8236197147449046,
          3.1988043370624344,
          0.7923328094811884,
          3.2303999530641514,
          0.7624421042573115,
          3.2602463873623941,
          0.7340499750795348,
          3.2882356529108807,
          0.7072259700779899,
          3.3142998590079271,
          0.6820097782458483,
          3.3384078449410937,
          0.6584146743834650,
          3.3605612157873943,
          0.6364312187752559,
          3.3807900316323134,
          0.6160310186921587,
          3.3991483695914764,
          0.5971703941198909,
          3.4157099395342736,
          0.5797938277687891,
          3.4305638938070224,
          0.5638371159206763,
          3.4438109320334580,
          0.5492301695479158,
          3.4555597666485198,
          0.5358994429426996,
          3.4659239846027008,
          0.5237699892215797,
          3.4750193162238476,
          0.5127671585747183,
          3.4829613034792271,
          0.5028179665048467,
          3.4898633463634923,
          0.4938521662914935,
          3.4958350971335204,
          0.4858030633656755,
          3.5009811668111510,
          0.4786081100251151,
          3.5054001059792705,
          0.4722093177200750,
          3.5091836216744015,
          0.4665535216425440,
          3.5124159935026285,
          0.4615925290790646,
          3.5151736544621075,
          0.4572831793403656,
          3.5175249049438184,
          0.4535873393501199,
          3.5195297317024448,
          0.4504718553589467,
          3.5212397070273984,
          0.4479084778719241,
          3.5226979467564341,
          0.4458737738041973,
          3.5239391090719634,
          0.4443490371324889,
          3.5249894191569453,
          0.4433202068820853,
          3.5258667077466495,
          0.4427777991494095,
          3.5265804544017270,
          0.4427168579654424,
          3.5271318289682063,
          0.4431369281018266,
          3.5275137272135266,
          0.4440420513508381,
          3.5277107990730161,
          0.4454407863109616,
          3.5276994703501980,
          0.4473462502188303,
          3.5274479611304068,
          0.4497761798232572,
          3.5269163066324394,
          0.4527530066369863,
          3.5260563887768472,
          0.4563039400688689,
          3.5248119894251024,
          0.4604610498812091,
          3.5231188790654930,
          0.4652613370907894,
          3.5209049576992761,
          0.4707467798082714,
          3.5180904678044698,
          0.4769643375804777,
          3.5145883024867057,
          0.4839658945842979,
          3.5103044351908528,
          0.4918081185812277,
          3.5051385005173827,
          0.5005522089940899,
          3.4989845585737802,
          0.5102635039989190,
          3.4917320776245013,
          0.5210109134090777,
          3.4832671712209993,
          0.5328661417420937,
          3.4734741260299615,
          0.5459026646938675,
          3.4622372546582585,
          0.5601944229089820,
          3.4494431032230182,
          0.5758142001453760,
          3.4349830354873361,
          0.5928316594749734,
          3.4187562033108012,
          0.6113110218368440,
          3.4006728962523969,
          0.6313083867734524,
          3.3806582409098729,
          0.6528687160104193,
          3.3586561928427350,
          0.6760225267555723,
          3.3346337311179157,
          0.7007823726569721,
          3.3085851288057930,
          0.7271392249346637,
          3.2805361342349380,
          0.7550589020044152,
          3.2505478606008622,
          0.7844787296769868,
          3.2187201496972175,
          0.8153046416214843,
          3.1851941538893653,
          0.8474089465959840,
          3.1501538739882800,
          0.8806289904192589,
          3.1138264039027113,
          0.9147669230929857,
          3.0764806689389470,
          0.9495907429372025,
          3.0384245041548366,
          0.9848367306701233);
}
